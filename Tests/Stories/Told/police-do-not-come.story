Police are invited to the conference and the core group, and do not come
=========================================================================
Inspectors found police missing from child protection conferences and from core groups (Ofsted,
Sunderland 2015, paragraphs 40 and 51). Whether somebody was invited, answered, sent a report and
came is told by the meeting's own record.

Monday 2 November 2026
09:00 council sends conference.invited as "the invitation" to police, health, school
  kind: ICPC
  at: 2026-11-20T10:00:00Z
  report_due: 2026-11-18
  invited: [{"org": "@police", "role": "police"}, {"org": "@health", "role": "health-visiting"}, {"org": "@school", "role": "school"}]
14:00 health answers "the invitation" with conference.answered as "health comes" to council
14:30 school answers "the invitation" with conference.answered as "the school comes" to council

Tuesday 17 November 2026
12:00 health answers "the invitation" with conference.reported as "health's report" to council
13:00 school answers "the invitation" with conference.reported as "the school's report" to council

Friday 20 November 2026
15:00 council answers "the invitation" with conference.recorded as "the conference" to police, health, school
  kind: ICPC
  held_at: 2026-11-20T10:00:00Z
  quorate: false
  attendance: [{"org": "@council", "role": "childrens-social-care", "mode": "in-person", "present": true}, {"org": "@police", "role": "police", "mode": "not-present", "present": false, "apology": false}, {"org": "@health", "role": "health-visiting", "mode": "video", "present": true}, {"org": "@school", "role": "school", "mode": "in-person", "present": true}]

Tuesday 1 December 2026
16:00 council answers "the conference" with core-group.recorded as "the core group" to police, health, school
  held_at: 2026-12-01T14:00:00Z
  attendance: [{"org": "@council", "role": "childrens-social-care", "mode": "in-person", "present": true}, {"org": "@police", "role": "police", "mode": "not-present", "present": false, "apology": true}, {"org": "@health", "role": "health-visiting", "mode": "video", "present": true}, {"org": "@school", "role": "school", "mode": "in-person", "present": true}]
17:00 partnership asks what was missed
