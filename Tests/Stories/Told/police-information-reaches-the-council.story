Police information reaches the council, and the answer goes back
================================================================
Inspectors found that information sharing between police and children's services was poor, and
that those who had referred were not told what came of it (Ofsted, Sunderland 2015).
Here it goes as it should: a named team has it the same hour, decides the same day, and tells.

Wednesday 25 November 2026
09:00 police sends referral.made as "the referral" to council
  urgency: urgent
09:40 council answers "the referral" with message.acknowledged as "the acknowledgement"
15:00 council answers "the referral" with referral.decided as "the decision" to police
  decision: no-further-action

Thursday 26 November 2026
11:00 council answers "the decision" with referrer.informed as "what came of it" to police

Tuesday 1 December 2026
09:00 partnership asks what became of "the referral"
09:00 partnership asks what was missed
