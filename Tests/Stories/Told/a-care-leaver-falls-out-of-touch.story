A care leaver is not heard of for eight weeks
=============================================
Inspectors found care leavers with whom nobody was in touch (Ofsted, Sunderland 2015). Each contact
sets the clock for the next one; an attempt that finds nobody is no contact.

Monday 7 September 2026
15:00 council sends care-leaver.contacted as "the visit" to health
  contact_at: 2026-09-07T14:00:00Z
  in_touch: YES

Monday 19 October 2026
11:00 council answers "the visit" with care-leaver.contacted as "nobody at home" to health
  contact_at: 2026-10-19T10:30:00Z
  in_touch: NO

Wednesday 11 November 2026
09:00 partnership asks for the register of care-leavers
09:05 police asks for the register of care-leavers

Thursday 12 November 2026
10:00 council answers "the visit" with care-leaver.contacted as "found again" to health
  contact_at: 2026-11-12T09:30:00Z
  in_touch: YES
10:30 partnership asks what became of "the visit"
10:30 partnership asks what was missed
10:35 partnership asks for the register of care-leavers
