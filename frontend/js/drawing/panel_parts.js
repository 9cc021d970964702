// Which parts of the panel an element has.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { tellEvents } from "./panel_events.js";
import { tellGeneral, tellLane, tellLevels, tellProcess } from "./panel_general.js";
import { tellMappings, tellWork } from "./panel_work.js";
import { tellFlow, tellLoop } from "./panel_ways.js";

export function listParts(panel, element, object) {
  if (is(object, "bpmn:Process") || is(object, "bpmn:Collaboration") || is(object, "bpmn:Participant")) {
    return [tellGeneral(panel, element, object), ...tellProcess(panel)];
  }
  const parts = [tellGeneral(panel, element, object)];
  if (is(object, "bpmn:Lane")) parts.push(tellLane(panel, object));
  if (is(object, "bpmn:SequenceFlow")) parts.push(tellFlow(panel, element, object));
  if (is(object, "bpmn:FlowNode")) {
    parts.push(tellWork(panel, element, object), ...tellEvents(panel, element, object));
    parts.push(...tellMappings(panel, element, object), tellLoop(panel, element, object), tellLevels(panel, object));
  }
  return parts;
}
