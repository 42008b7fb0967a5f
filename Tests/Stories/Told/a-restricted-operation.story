A restricted operation with a vulnerable adult
==============================================
Only those who are named may know. A thread that begins as restricted reaches no subscriber, its
misses are told within its circle, and whoever oversees sees the rule and the verdict, not the
agencies.

Monday 2 November 2026
09:00 police sends referral.made as "the operation" to adult social care, council
  caveats: ["restricted-operation"]
  urgency: urgent
10:00 adult social care answers "the operation" with message.acknowledged as "adult care has it" to police
10:30 council answers "the operation" with message.acknowledged as "the council has it" to health

Thursday 5 November 2026
09:00 police asks what became of "the operation"
09:00 health asks what became of "the operation"
09:00 partnership asks what became of "the operation"
09:00 partnership asks what was missed
