// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Fetches the receipt of a message and checks it.
struct ReceiptCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Fetches the receipt of a message, checked before it is printed.",
        discussion: """
            The receipt is the broker's signed promise that the message is in its log \
            (c2sp.org/tlog-proof@v1). It is checked against the log's key in the node file; add \
            --message to check that it is for that very message. Keep it: it proves itself, also \
            when the broker is gone.

              baton receipt $JTI --node police.json > referral.tlog-proof

            The receipt is against the checkpoint of the message's own batch. Later it can be had \
            against a larger tree: --size N for at least so many entries, --newest, or --cosigned \
            for the newest checkpoint that enough witnesses have cosigned.

              baton receipt $JTI --cosigned --policy witnesses.policy --node police.json
            """)

    @Argument(help: "The jti of the message.", transform: Reading.token)
    var jti: TokenID

    @Option(
        help: ArgumentHelp("Who issued it, when several messages have that jti.", valueName: "uri"),
        transform: Reading.agency)
    var iss: AgencyID?

    @Option(help: ArgumentHelp("The file of the message, as it was signed.", valueName: "file"))
    var message: String?

    @Option(
        help: ArgumentHelp("Against a tree of at least so many entries.", valueName: "entries"))
    var size: UInt32?

    @Flag(help: "Against the newest checkpoint, with the cosignatures that it has.")
    var newest = false

    @Flag(help: "Against the newest checkpoint that enough witnesses have cosigned.")
    var cosigned = false

    @OptionGroup var witnesses: WitnessOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func validate() throws {
        guard [size != nil, newest, cosigned].count(where: { $0 }) < 2, size != 0 else {
            throw ValidationError("Give one of --size N (1 or more), --newest and --cosigned")
        }
    }

    /// The tree that is asked for; nil for that of the message's own batch.
    private var tree: String? {
        newest ? "newest" : cosigned ? "cosigned" : size.map { "\($0)" }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let key = try client.node.pinnedLogKeys()
        let event = try message.map { path throws(ToolFailure) in
            try SignedEvent(parsing: surroundings.input(path), from: path)
        }
        let answer = try await client.get(
            "/receipts/\(jti.text)", [("iss", iss?.uri), ("size", tree)], accept: "text/plain")
        let report = ReceiptCheck(
            answer.body, message: event, logKey: key,
            witnesses: try witnesses.known(key, at: surroundings.now())
        ).report()
        try require(report)
        guard output.json else { return try surroundings.results.write(answer.body) }
        try surroundings.results.line(report.json(receipt: answer.body).text)
    }

    /// A receipt that is good and of another message is as bad as none.
    private func require(_ report: ReceiptReport) throws(ToolFailure) {
        if let broken = report.broken {
            throw ToolFailure(
                .data, ["The broker gave a receipt that does not hold:", broken.line],
                json: report.json(receipt: nil))
        }
        let named = report.facts.flatMap { $0.text("jti") } ?? "nothing"
        let issuer = report.facts.flatMap { $0.text("iss") } ?? "nobody"
        guard named == jti.text, iss == nil || iss?.uri == issuer else {
            throw ToolFailure(
                .data, "The broker gave a receipt for \(named) of \(issuer), not for \(jti)")
        }
    }
}

extension ReceiptReport {
    /// The report for programs.
    ///
    /// - Parameter receipt: the receipt that was checked, when it is to be passed on.
    func json(receipt: [UInt8]?) -> JSONValue {
        .object(leavingOutNil: [
            "verdict": broken == nil ? "good" : "broken",
            "index": index.map { .integer(Int64(clamping: $0)) },
            "iss": facts.flatMap { $0["iss"]?.value }, "jti": facts.flatMap { $0["jti"]?.value },
            "steps": .array(findings.map(\.json)),
            "receipt": receipt.map { .string(String(decoding: $0, as: UTF8.self)) },
        ])
    }
}
