"""The kernel: keeps processes alive for months on PostgreSQL, and knows nothing of what they are about.

Outside callers use `workflows.api`; the rest by subject:

pure, without Django    engine (the port over SpiffWorkflow) · feel · dmn · bpmn · lint · xml · calendars · deadlines
one step                instances (the transaction) · commands · running (what is locked and read) · projections, steps,
                        step_rows, saving (what is written) · thrown
                        variables, json_text · transactions, clashes, batches, rows, keys
people                  human_tasks · queries · inspection · actors
messages                messages · outbox · start_events
work in the background  jobs · execution · timers · start_timers · operations, signatures · periodic, duties, purging
                        worker, pool, heartbeat, alarms · bulk, bulk_running, bulk_rows, many_starts
                        tasks, hints, celery_steps (Celery)
promises                service_levels · service_level_policy, _signals, _clocks, _firing, _overruns
publishing              catalogue, retiring · process_folders · manifest · yaml_source · known_names, called_names
                        versions · definitions, deployed_decisions
time and law            clock · simulation · parameters · feel_functions, host
                        ladders, ladder_sources, ladder_functions
operating               incidents, incident_reports · interventions, snapshots · migration · history, seals · invariants
proving                 testing (scenarios) · faults · checks
"""
