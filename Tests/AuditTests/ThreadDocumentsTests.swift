// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Signing
import Testing

@Suite struct `The documents of a thread` {
    /// The roles of what is given of a load that put the thread's pack in force, and two others beside it.
    private func roles(pack text: String) throws -> [String] {
        let file = try CaseFile()
        let report = try #require(try file.report(for: .party(file.police)))
        let texts = [
            "rules:england-2026.1": text, "rules:england-2025.2": "pack: england-2025.2\n",
            "rules:demo": "pack: demo\n",
        ].mapValues { Array($0.utf8) }
        let facts = LoadedFacts(
            documents: texts.mapValues { SHA256.digest(of: $0) }, newAgencies: [:],
            partnerships: [:])
        let documents = ThreadDocuments(
            report, messages: [], loads: [(entry: 1, facts: facts)], for: .party(file.police))
        let chosen = documents.chosen { digest in
            texts.values.first { SHA256.digest(of: $0) == digest }
        }
        return chosen.map(\.role)
    }

    @Test(arguments: [
        "overlay: england-2026.1\nover: england-2025.2\nrules: []\n",
        "over: \"england-2025.2\"  # as agreed\r\noverlay: england-2026.1\r\n",
        "{overlay: england-2026.1, over: 'england-2025.2'}\n",
    ])
    func `have the pack that the thread's own lies over`(_ pack: String) throws {
        #expect(try roles(pack: pack) == ["rules:england-2025.2", "rules:england-2026.1"])
    }

    @Test(arguments: [
        "pack: england-2026.1\nabout: |\n  over: demo\n  overlay: demo\n",
        "overlay: [", "# over: demo\n",
    ])
    func `have no other pack`(_ pack: String) throws {
        #expect(try roles(pack: pack) == ["rules:england-2026.1"])
    }
}
