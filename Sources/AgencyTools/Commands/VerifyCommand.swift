// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TransparencyLog
import Wire

/// Checks a receipt, or a proof against a log, offline.
struct VerifyCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks a receipt, a bundle of evidence, or a proof against a log, offline.",
        discussion: """
            FILE is a receipt as `baton receipt` gives it. Nobody is asked: each step is computed \
            with SHA-256 and RFC 8785, from the message (when it is given) to the signed \
            checkpoint. A receipt proves nothing without the log's key from another source: give \
            --vkey with the line that GET /log/vkey answers and the log's owner publishes, or \
            --node with a node file that pins it.

              baton verify referral.tlog-proof --message referral.jwt \\
                --vkey baton.example/log+1a2b3c4d+AQ…

            Who has cosigned the checkpoint is told when witnesses are known: --witness KEY, any one \
            of which is enough, or --policy FILE.

            Prints each step; ends with 65 at the first that does not hold.

            FILE may also be what `baton log compare` writes: two checkpoints that the log has \
            signed and that cannot both be true. It is good when that is so.

              baton verify proof.log-conflict --vkey baton.example/log+1a2b3c4d+AQ…

            Or a bundle of `baton evidence`: each file of it is held against the manifest and all that can \
            be computed is computed again. Without --vkey its own key is taken, and that is said.

              baton verify evidence.tar --vkey baton.example/log+1a2b3c4d+AQ…
            """)

    @Argument(help: "The file of the receipt or proof; - is standard input.")
    var file: String

    @Option(help: ArgumentHelp("The file of the message, as it was signed.", valueName: "file"))
    var message: String?

    @OptionGroup var key: LogKeyOptions
    @OptionGroup var witnesses: WitnessOptions
    @OptionGroup var time: TimeAuthorityOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let receipt = try surroundings.input(file, limit: TarArchive.largestByteCount)
        guard !EvidenceBundle.isNamed(by: receipt) else {
            return try verify(bundle: receipt, in: surroundings)
        }
        let key = try key.key(for: "a receipt proves nothing")
        guard !LogConflict.isNamed(by: receipt) else {
            return try tell(try ConflictReport(receipt, from: file, log: key), in: surroundings)
        }
        let event = try message.map { path throws(ToolFailure) in
            try SignedEvent(parsing: surroundings.input(path), from: path)
        }
        let report = ReceiptCheck(
            receipt, message: event, logKey: key,
            witnesses: try witnesses.known(key, at: surroundings.now())
        ).report()
        if output.json {
            try surroundings.results.line(report.json(receipt: nil).text)
        } else {
            for finding in report.findings { try surroundings.results.line(finding.line) }
        }
        if let broken = report.broken {
            throw ToolFailure(.data, "\(file) does not hold: \(broken.step.name)")
        }
    }

    private func tell(
        _ report: ConflictReport, in surroundings: Surroundings
    ) throws(ToolFailure) {
        guard !output.json else { return try surroundings.results.line(report.json.text) }
        for line in report.lines { try surroundings.results.line(line) }
    }
}
