// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TransparencyLog
import Wire

/// Checks a receipt offline.
struct VerifyCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks a receipt offline.",
        discussion: """
            FILE is a receipt as `baton receipt` gives it. Nobody is asked: each step is computed \
            with SHA-256 and RFC 8785, from the message (when it is given) to the signed \
            checkpoint. A receipt proves nothing without the log's key from another source: give \
            --vkey with the line that GET /log/vkey answers and the log's owner publishes, or \
            --node with a node file that pins it.

              baton verify referral.tlog-proof --message referral.jwt \\
                --vkey baton.example/log+1a2b3c4d+AQ…

            Prints each step; ends with 65 at the first that does not hold.
            """)

    @Argument(help: "The file of the receipt; - is standard input.")
    var file: String

    @Option(help: ArgumentHelp("The file of the message, as it was signed.", valueName: "file"))
    var message: String?

    @Option(help: ArgumentHelp("The log's key: name+hash+key.", valueName: "key"))
    var vkey: String?

    @Option(
        help: ArgumentHelp("A node file whose `log_vkey` is the log's key.", valueName: "file"))
    var node: String?

    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let key = try logKey()
        let receipt = try surroundings.input(file)
        let event = try message.map { path throws(ToolFailure) in
            try SignedEvent(parsing: surroundings.input(path), from: path)
        }
        let report = ReceiptCheck(receipt, message: event, logKey: key).report()
        if output.json {
            try surroundings.results.line(report.json(receipt: nil).text)
        } else {
            for finding in report.findings { try surroundings.results.line(finding.line) }
        }
        if let broken = report.broken {
            throw ToolFailure(.data, "\(file) does not hold: \(broken.step.name)")
        }
    }

    private func logKey() throws(ToolFailure) -> NoteVerifierKey {
        if let vkey {
            do throws(NoteKeyError) { return try NoteVerifierKey(vkey: vkey) } catch {
                throw ToolFailure(.usage, "--vkey: \(error.description)")
            }
        }
        guard let node else {
            throw ToolFailure(
                .usage,
                "Without the log's key a receipt proves nothing: add --vkey KEY, or --node FILE with "
                    + "a node file that pins it")
        }
        return try NodeFile(path: node).pinnedLogKey()
    }
}
