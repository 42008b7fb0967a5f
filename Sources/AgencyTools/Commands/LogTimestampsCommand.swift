// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Signing
import TransparencyLog
import Wire

/// Lists and checks what time stamping authorities have stamped of the log.
struct LogTimestampsCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamps",
        abstract: "Lists and checks what time stamping authorities have stamped of the log.",
        discussion: """
            Once an hour an authority says that it has seen the newest checkpoint (RFC 3161), so \
            that not even the broker's operator can date back what came later. Each token is held \
            against its checkpoint, and each checkpoint against the log's key. With --authorities \
            the tokens' signatures are checked too, under the certificates that you trust.

              baton log timestamps --node police.json --authorities tsa-root.pem
              baton log timestamps --node police.json --out stamps

            With --out each is written: SIZE.checkpoint, its text in SIZE.txt, which is what was \
            stamped, and SIZE.tsr, which other programs take:

              openssl ts -verify -data 120.txt -in 120.tsr -CAfile tsa-root.pem
            """)

    @Option(
        help: ArgumentHelp("Only from the first checkpoint of that size on.", valueName: "size"))
    var from: Int64 = 0

    @Option(
        help: ArgumentHelp("Write checkpoints and tokens into this folder.", valueName: "folder"))
    var out: String?

    @OptionGroup var time: TimeAuthorityOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let source = try log.source(in: surroundings)
        let trust = try time.trust()
        var list = TimestampList(log: source.key, trust: trust)
        if let out { try Files.makeFolder(out, mode: 0o755) }
        var report = TimestampReport(areTrusted: trust != nil)
        for item in try await source.timestamps(from: from) {
            let token = try PublishedTimestamp(item, from: source.url)
            report.add(token, try token.info(), isChecked: try list.take(token))
            if let out { try token.write(into: out) }
        }
        guard output.json else { return try surroundings.results.table(report.table) }
        try surroundings.results.line(report.json.text)
    }
}
