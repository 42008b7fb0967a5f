A missing child comes back, nobody offers to listen in time, and the police are not told
========================================================================================
Inspectors found that return home interviews were not offered in 72 hours, and that what was said in
them did not reach the police (Ofsted, Sunderland 2015, paragraphs 45 and 81). The 72 hours run
through the weekend.

Friday 13 November 2026
23:10 the emergency duty team sends missing.reported as "missing" to police, council

Saturday 14 November 2026
06:40 the emergency duty team answers "missing" with missing.found as "found" to police, council
  found_at: 2026-11-14T06:40:00Z

Wednesday 18 November 2026
10:00 council answers "found" with return-interview.recorded as "the interview" to the emergency duty team
  offered_at: 2026-11-18T09:00:00Z
  held_at: 2026-11-18T09:30:00Z
  within_72_hours: false

Monday 23 November 2026
09:00 police asks what became of "missing"
09:00 inspectorate asks what was missed
