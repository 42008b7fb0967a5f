// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Signing
import TransparencyLog
import Wire

/// Whom besides the log to believe: with keys that come from elsewhere than what is checked.
struct OutsideOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The key of a witness whose cosignature counts: name+hash+key. May be given again.",
            valueName: "key"))
    var witness: [String] = []

    @Option(
        help: ArgumentHelp(
            "The certificates of a time authority, in PEM: to check its stamps in a bundle.",
            valueName: "file"))
    var authorities: String?

    func witnesses() throws(ToolFailure) -> [NoteVerifierKey] {
        try witness.map { text throws(ToolFailure) in try LogOptions.key(text) }
    }

    func timeTrust() throws(ToolFailure) -> TimestampTrust? {
        guard let authorities else { return nil }
        do {
            let certificates = try PEMBlock.reading(Files.read(authorities))
                .filter { $0.label == "CERTIFICATE" }.map(\.bytes)
            return try TimestampTrust(certificates: certificates)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure(
                .configuration, "\(authorities) has no certificates of an authority: \(error)")
        }
    }
}

extension VerifyCommand {
    /// Checks a bundle of evidence.
    func verify(bundle bytes: [UInt8], in surroundings: Surroundings) throws(ToolFailure) {
        let pinned =
            key.vkey == nil && key.node == nil
            ? nil : try key.key(for: "a bundle has only its own word for the log's")
        let (witnesses, authorities) = (try outside.witnesses(), try outside.timeTrust())
        let findings: [EvidenceFinding]
        do throws(EvidenceFault) {
            var check = EvidenceCheck(
                try EvidenceBundle(parsing: bytes), log: pinned, witnesses: witnesses,
                authorities: authorities)
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
