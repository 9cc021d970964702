"""The nodes of a process as SpiffWorkflow task specs, each with the semantics of BPMN 2.0 where the library errs."""
