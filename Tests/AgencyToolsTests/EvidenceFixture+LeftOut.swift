// SPDX-License-Identifier: Apache-2.0

import Wire

@testable import AgencyTools

/// What is taken out of a bundle, and what is said of it.
extension EvidenceFixture {
    /// The same for somebody who oversees, with what is left out counted.
    func overseen(_ counts: KeyValuePairs<String, Int> = [:]) -> Self {
        var fixture = self
        let leftOut = counts.map { kind, count -> JSONValue in
            ["kind": .string(kind), "count": .integer(Int64(count))]
        }
        fixture.told = [
            JSONMember("as", "overseer"), JSONMember("left_out", .array(leftOut)),
        ]
        return fixture
    }

    /// The same for a recipient, with what is left out counted.
    func received(_ counts: KeyValuePairs<String, Int>) throws -> Self {
        var fixture = try forRecipient().overseen(counts)
        fixture.told[0] = JSONMember("as", "party")
        return fixture
    }

    /// Shows of an entry only that it is there.
    mutating func withhold(entry index: Int) throws {
        let path = "entries/\(index).json"
        let entry = try JSONValue(text: String(decoding: files[path] ?? [], as: UTF8.self))
        let shown = (entry.members ?? []).filter { ["index", "entry", "proof"].contains($0.name) }
        files[path] = JSONValue.object(shown + [JSONMember("withheld", "restricted")]).canonical
    }

    /// Takes out the documents of a kind, and what names them.
    mutating func drop(documentsOf kind: String) throws {
        var dropped: [String] = []
        try edit("documents.json", "items") { items in
            dropped = items.filter { $0["role"]?.string?.hasPrefix(kind) == true }
                .compactMap { $0["sha256"]?.string }
            items.removeAll { $0["role"]?.string?.hasPrefix(kind) == true }
        }
        for name in dropped { files["documents/\(name)"] = nil }
    }
}
