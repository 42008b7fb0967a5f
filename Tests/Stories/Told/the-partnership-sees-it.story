The partnership sees what its agencies dropped
==============================================
Inspectors found a safeguarding board that could not see any of it, and that was told wrong numbers
twice (Ofsted, Sunderland 2015, paragraph 152). Here its business manager asks one question; an
agency sees its own part of the same answer, and nobody else's.

Monday 2 November 2026
09:00 police sends referral.made as "the first" to council
  urgency: urgent
09:30 health sends referral.made as "the second" to council
  urgency: urgent
10:00 council answers "the first" with message.acknowledged as "first acknowledged"
11:00 council answers "the first" with referral.decided as "first decided" to police
  decision: no-further-action
11:30 council answers "first decided" with referrer.informed as "first told" to police

Friday 6 November 2026
09:00 partnership asks what was missed
09:00 health asks what was missed
09:00 police asks what was missed
