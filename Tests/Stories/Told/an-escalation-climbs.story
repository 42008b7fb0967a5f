Professionals disagree, and the matter climbs to those who can decide
======================================================================
Inspectors found that disagreements between agencies were not raised. An escalation that nobody
answers is a miss, and is told to the next level by itself.

Monday 2 November 2026
09:00 health sends escalation.raised as "stage one" to council
  stage: "1"
  immediate_risk: false
  respondent: @council
  due: 2026-11-03T17:00:00Z

Thursday 5 November 2026
09:00 health answers "stage one" with escalation.raised as "stage two" to council
  stage: "2"
  immediate_risk: false
  respondent: @council
  due: 2026-11-09T17:00:00Z

Friday 6 November 2026
11:00 council answers "stage two" with escalation.answered as "the answer" to health
  stage: "2"

Friday 13 November 2026
10:00 health answers "the answer" with escalation.closed as "the end" to council
  stage: "2"
10:30 partnership asks what became of "stage one"
10:30 partnership asks what was missed
