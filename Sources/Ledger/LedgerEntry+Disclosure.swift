// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
package import Wire

extension LedgerEntry {
    /// What a party is shown so that it can verify the entry: index, facts and their salt.
    package var disclosure: JSONValue {
        [
            "index": .integer(index), "entry": leafJSON, "facts": Self.value(facts),
            "facts_salt": .digest(salts.facts),
        ]
    }

    /// What a party is shown so that it can verify one part: the disclosure of the entry, the part,
    /// its salt and its path to the root that the facts name.
    package func disclosure(ofPart number: Int) -> JSONValue {
        guard parts.indices.contains(number) else { return disclosure }
        let path = MerkleTree.path(of: number, inLeaves: partLeaves)
        return disclosure.adding("part", Self.value(parts[number]))
            .adding("part_number", .integer(Int64(number)))
            .adding("part_salt", .digest(salts.part(number)))
            .adding("path", .array(path.hashes.map(JSONValue.digest)))
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
