// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Wire

/// Particulars as one column keeps them: a compact JSON object whose members are absent when empty.
enum KeptParticulars {
    /// `{"v":{name:value},"s":[id],"p":[[subject,"base64url"]]}`.
    static func bytes(of particulars: Particulars) -> [UInt8] {
        let pseudonyms = particulars.pseudonyms.map { pseudonym -> JSONValue in
            [.integer(Int64(pseudonym.subject)), .string(Base64URL.encode(pseudonym.bytes))]
        }
        var object = CanonicalObject()
        object.add("p", tree: pseudonyms.isEmpty ? nil : .array(pseudonyms))
        if !particulars.subjects.isEmpty {
            object.add("s", texts: particulars.subjects.map(\.text))
        }
        if !particulars.values.isEmpty { object.add("v", strings: particulars.values) }
        return object.finish()
    }

    /// The particulars again.
    static func particulars(
        from bytes: [UInt8], indexKey: Int
    ) throws(StoreFailure) -> Particulars {
        // A member of another name is one of these in which a bit was flipped.
        guard let node = try? JSONDocument(parsing: bytes, limits: .kept).root,
            node.members.allSatisfy({ $0.name.string.map(Self.members.contains) ?? false })
        else { throw damage }
        var values: [String: String] = [:]
        for member in node["v"].map({ Array($0.members) }) ?? [] {
            guard let name = member.name.string, let value = member.value.string else {
                throw damage
            }
            values[name] = value
        }
        return Particulars(
            restoring: values, subjects: try subjects(node), pseudonyms: try pseudonyms(node),
            indexKey: indexKey)
    }

    private static func subjects(_ node: JSONNode) throws(StoreFailure) -> [SubjectID] {
        var subjects: [SubjectID] = []
        for element in node["s"].map({ Array($0.elements) }) ?? [] {
            // A capital letter is a small one in which a bit was flipped: they are written small.
            guard let text = element.string, let subject = try? SubjectID(text),
                subject.text == text
            else { throw damage }
            subjects.append(subject)
        }
        return subjects
    }

    private static func pseudonyms(
        _ node: JSONNode
    ) throws(StoreFailure) -> [Particulars.Pseudonym] {
        var pseudonyms: [Particulars.Pseudonym] = []
        for element in node["p"].map({ Array($0.elements) }) ?? [] {
            guard let subject = element[0]?.integer, let text = element[1]?.string,
                let bytes = try? Base64URL.decode(text)
            else { throw damage }
            pseudonyms.append(Particulars.Pseudonym(subject: Int(subject), bytes: bytes))
        }
        return pseudonyms
    }

    private static let members: Set = ["v", "s", "p"]

    private static let damage = StoreFailure.corrupt(
        "the particulars of a message cannot be read back: run fsck")
}
