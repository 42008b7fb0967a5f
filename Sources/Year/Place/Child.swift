// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// A child of the place, wholly invented.
struct Child: Sendable {
    /// The `id` by which messages of a thread name the child.
    let id: String
    let givenName: String
    let familyName: String
    let born: CalendarDate
    let sex: String
    let nhsNumber: String
    /// Nil below school age.
    let pupilNumber: String?
    let school: Seat

    /// The child as a subject of what opens a matter.
    var subject: JSONValue {
        var identifiers: [JSONValue] = [
            [
                "system": "https://fhir.nhs.uk/Id/nhs-number", "value": .string(nhsNumber),
            ]
        ]
        if let pupilNumber {
            identifiers.append(
                ["system": "https://w3id.org/baton/id/upn", "value": .string(pupilNumber)])
        }
        return [
            "id": .string(id), "identifiers": .array(identifiers),
            "name": [
                "family_name": [.string(familyName)], "given_name": [.string(givenName)],
            ],
            "date_of_birth": .string("\(born)"), "sex": .string(sex),
        ]
    }

    /// The child as a subject of an answer, by its name in the thread alone.
    var mention: JSONValue { ["id": .string(id)] }
}

/// Children of one home.
struct Family: Sendable {
    let children: [Child]

    /// The schools that they go to, each once, in the order of the children.
    var schools: [Seat] {
        children.reduce(into: []) { seats, child in
            if !seats.contains(child.school) { seats.append(child.school) }
        }
    }
}
