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

    /// An overlay stays as it is where the pack that it lies over is edited under its name.
    @Test func `have what a pack lies over as each load had it`() throws {
        let file = try CaseFile()
        let report = try #require(try file.report(for: .party(file.police)))
        let overlay = Array("overlay: england-2026.1\nover: base\nrules: []\n".utf8)
        let bases = ["1", "2"].map { Array("pack: base\nabout: \($0)\n".utf8) }
        let loads = zip([Int64(1), 2], bases).map { entry, base in
            let documents = ["rules:england-2026.1": overlay, "rules:base": base]
            return (
                entry: entry,
                facts: LoadedFacts(
                    documents: documents.mapValues { SHA256.digest(of: $0) }, newAgencies: [:],
                    partnerships: [:])
            )
        }
        let documents = ThreadDocuments(
            report, messages: [], loads: loads, for: .party(file.police))
        let chosen = documents.chosen { digest in
            (bases + [overlay]).first { SHA256.digest(of: $0) == digest }
        }
        let given = chosen.map { "\($0.role) \($0.loads)" }.sorted()
        #expect(given == ["rules:base [1]", "rules:base [2]", "rules:england-2026.1 [1, 2]"])
    }
}
