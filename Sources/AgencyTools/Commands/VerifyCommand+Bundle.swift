// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

extension VerifyCommand {
    /// Checks a bundle of evidence.
    func verify(bundle bytes: [UInt8], in surroundings: Surroundings) throws(ToolFailure) {
        let pinned =
            key.vkey.isEmpty && key.node == nil
            ? nil : try key.key(for: "a bundle has only its own word for the log's")
        let (witnesses, authorities) = (try witnesses.keys(), try time.trust())
        let findings: [EvidenceFinding]
        do throws(EvidenceFault) {
            var check = EvidenceCheck(
                try EvidenceBundle(parsing: bytes), log: pinned, witnesses: witnesses,
                authorities: authorities, now: surroundings.now())
            findings = try check.run()
        } catch {
            throw ToolFailure(
                .data, ["\(file) does not hold: \(error)"],
                json: [
                    "verdict": "broken", "file": .string(error.file),
                    "detail": .string(error.reason),
                ])
        }
        guard !output.json else {
            let json: JSONValue = [
                "verdict": "good", "pinned": .boolean(pinned != nil),
                "findings": .array(findings.map(\.json)),
            ]
            return try surroundings.results.line(json.text)
        }
        for finding in findings { try surroundings.results.line(finding.line) }
        try surroundings.results.line(
            "The bundle holds. ✓ is computed under the log's key; – is only said.")
    }
}
