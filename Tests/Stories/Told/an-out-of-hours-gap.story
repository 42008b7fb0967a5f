What happens at night is not there in the morning
=================================================
Inspectors found that records of the emergency duty team were missing in the morning (Ofsted,
Sunderland 2015, paragraph 34). What it hands over out of hours is accepted by the day team by half
past nine of the next working day, or somebody hears of it.

Saturday 7 November 2026
02:10 the emergency duty team sends referral.made as "the night's call" to council
  urgency: routine

Monday 9 November 2026
11:00 council answers "the night's call" with message.acknowledged as "the day team has it" to the emergency duty team

Tuesday 10 November 2026
09:00 partnership asks what became of "the night's call"
09:00 partnership asks what was missed
