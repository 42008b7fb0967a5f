// SPDX-License-Identifier: Apache-2.0

package import Wire

extension LedgerEntry {
    /// What a party is shown so that it can verify the entry: index, facts and their salt.
    package var disclosure: JSONValue { EntryDisclosure(of: self).whole }

    /// What a party is shown so that it can verify one part.
    package func disclosure(ofPart number: Int) -> JSONValue {
        EntryDisclosure(of: self).part(number)
    }

    /// The facts as JSON.
    package var factsJSON: JSONValue { Self.value(facts) }

    /// A part as JSON.
    package func partJSON(_ number: Int) -> JSONValue { Self.value(parts[number]) }

    private static func value(_ bytes: [UInt8]) -> JSONValue {
        guard let document = try? JSONDocument(parsing: bytes, limits: .kept) else { return .null }
        return document.root.value
    }
}

extension JSONValue {
    /// The same object with one more member.
    package func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else {
            preconditionFailure("members are added to objects only")
        }
        return .object(members + [JSONMember(name, value)])
    }
}
