Inspectors refer a case back, and it is answered late
=====================================================
One case in ten that inspectors looked at was sent back for action (Ofsted, Sunderland 2015,
paragraph 28). What they send back has a clock like anything else.

Monday 2 November 2026
10:00 inspectorate sends case.referred-back as "the case sent back" to council
  response_due: 2026-11-09
11:00 council answers "the case sent back" with message.acknowledged as "the acknowledgement"

Thursday 12 November 2026
16:00 council answers "the case sent back" with referral.decided as "the answer" to inspectorate

Friday 13 November 2026
09:00 inspectorate asks what became of "the case sent back"
09:00 partnership asks what was missed
