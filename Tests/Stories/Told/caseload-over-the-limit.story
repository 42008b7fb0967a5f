A team has more cases than the partnership finds right
======================================================
Inspectors found social workers with 30 to 40 cases and up to 69 (Ofsted, Sunderland 2015, paragraph
66). Here the limit is configured and small: five cases a team, three for the social workers of one
team. Each child of a family is a case.

Monday 2 November 2026
09:00 school sends referral.made as "the three siblings" to council
  subjects: [{"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c2a01", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}], "name": {"family_name": ["Example"], "given_name": ["Robin"], "use": "usual"}, "date_of_birth": {"date": "2017-05-04", "accuracy_indicator": "AAA"}, "sex": "F"}, {"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c2a02", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026"}], "name": {"family_name": ["Example"], "given_name": ["Wren"], "use": "usual"}, "date_of_birth": {"date": "2019-11-21", "accuracy_indicator": "AAA"}, "sex": "F"}, {"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c2a03", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000034"}], "name": {"family_name": ["Example"], "given_name": ["Lark"], "use": "usual"}, "date_of_birth": {"date": "2021-02-02", "accuracy_indicator": "AAA"}, "sex": "F"}]
10:00 council answers "the three siblings" with message.acknowledged as "we have the siblings"
11:00 council answers "the three siblings" with referral.decided as "the siblings' decision" to school
  decision: s17-assessment
11:05 council answers "the siblings' decision" with referrer.informed as "the school knows" to school
12:00 council answers "the siblings' decision" with case.allocated as "to the second team" to school
  team: Assessment Team 2
  worker_role: social-worker
  from_at: 2026-11-02T12:00:00Z

Tuesday 3 November 2026
09:00 police sends referral.made as "the child at the station" to council
  subjects: [{"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c2a04", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000042"}], "name": {"family_name": ["Example"], "given_name": ["Jay"], "use": "usual"}, "date_of_birth": {"date": "2014-08-30", "accuracy_indicator": "AAA"}, "sex": "F"}]
09:30 council answers "the child at the station" with message.acknowledged as "we have the child"
10:00 council answers "the child at the station" with referral.decided as "the child's decision" to police
  decision: s17-assessment
10:05 council answers "the child's decision" with referrer.informed as "the police know" to police
10:30 council answers "the child's decision" with case.allocated as "to the second team too" to police
  team: Assessment team 2
  worker_role: social-worker
  from_at: 2026-11-03T10:30:00Z
11:00 partnership asks for the register of caseload
14:00 council answers "the child's decision" with case.allocated as "to the third team" to police
  team: Assessment Team 3
  worker_role: social-worker
  from_at: 2026-11-03T14:00:00Z
14:30 partnership asks for the register of caseload

Friday 20 November 2026
15:00 council answers "to the second team" with assessment.concluded as "no need any more" to school
  outcome: no-further-action
16:00 partnership asks for the register of caseload
16:05 police asks for the register of caseload
