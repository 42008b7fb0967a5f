Sisters in one referral, of whom one is decided and the other forgotten
========================================================================
A family is referred together, and each child has a right to a decision. An answer that names one
child leaves the others waiting.

Monday 2 November 2026
09:00 school sends referral.made as "both sisters" to council
  urgency: urgent
  subjects: [{"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}], "name": {"family_name": ["Example"], "given_name": ["Robin"], "use": "usual"}, "date_of_birth": {"date": "2017-05-04", "accuracy_indicator": "AAA"}, "sex": "F"}, {"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a02", "identifiers": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026"}], "name": {"family_name": ["Example"], "given_name": ["Wren"], "use": "usual"}, "date_of_birth": {"date": "2019-11-21", "accuracy_indicator": "AAA"}, "sex": "F"}]
09:30 council answers "both sisters" with message.acknowledged as "the acknowledgement"
15:00 council answers "both sisters" with referral.decided as "Robin is assessed" to school
  decision: s17-assessment
  subjects: [{"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"}]

Thursday 5 November 2026
10:00 council answers "both sisters" with referral.decided as "Wren needs nothing" to school
  decision: no-further-action
  subjects: [{"id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a02"}]
10:30 school asks what became of "both sisters"

Monday 30 November 2026
09:00 partnership asks what was missed
