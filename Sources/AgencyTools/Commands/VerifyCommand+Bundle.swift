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
        let wanted = try message.map { path throws(ToolFailure) in
            (event: try SignedEvent(parsing: surroundings.input(path), from: path), file: path)
        }
        let authorities = try time.trust()
        let (bundle, own) = try holding { () throws(EvidenceFault) in
            let bundle = try EvidenceBundle(parsing: bytes)
            return (bundle, try bundle.logKeys())
        }
        let witnesses = try witnesses.known(pinned ?? own, at: surroundings.now())
        let findings = try holding { () throws(EvidenceFault) in
            var check = EvidenceCheck(
                bundle, log: pinned, witnesses: witnesses, wanted: wanted,
                authorities: authorities)
            return try check.run()
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

    private func holding<Value>(
        _ work: () throws(EvidenceFault) -> Value
    ) throws(ToolFailure) -> Value {
        do throws(EvidenceFault) { return try work() } catch {
            throw ToolFailure(
                .data, ["\(file) does not hold: \(error)"],
                json: [
                    "verdict": "broken", "file": .string(error.file),
                    "detail": .string(error.reason),
                ])
        }
    }
}
