Nobody says that they have it, and nobody decides
=================================================
Inspectors found 122 children's cases that were received and owned by nobody, with nobody knowing
how serious they were (Ofsted, Sunderland 2015, paragraph 31). Here the urgency is known from the
first minute, each step that does not come is told to those who wait, and the ladder is climbed.

Thursday 26 March 2026
16:00 health sends referral.made as "the bruising" to council
  urgency: immediate
16:30 school sends referral.made as "the tired child" to council
  urgency: routine

Friday 27 March 2026
10:00 council answers "the bruising" with message.acknowledged as "the late acknowledgement"
11:00 council answers "the bruising" with referral.decided as "the decision" to health
  decision: s17-assessment

Thursday 9 April 2026
09:00 health asks what became of "the bruising"
09:00 school asks what became of "the tired child"
09:00 partnership asks what was missed
