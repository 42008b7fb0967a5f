// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Gathers everything about one thread in one file that proves itself.
struct EvidenceCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Gathers everything about one thread in one file that verifies offline.",
        discussion: """
            A tar of the original messages, the log's entries with what they commit to and their proofs \
            to one signed checkpoint, cosignatures and timestamps, the keys, schemas, rules and calendars \
            of then, the verdicts with their explanations, who read it and who was left out; with a \
            report to read on paper. It holds only what this node may see: what is left out is counted \
            and named. It is checked before it is written.

              baton evidence $TXN -o evidence.tar --node police.json
              baton verify evidence.tar --vkey baton.example/log+1a2b3c4d+AQ…
              tar xf evidence.tar && python3 verify.py        # without Baton
            """)

    @Argument(help: "The thread's UUID.", transform: Reading.thread)
    var thread: ThreadID

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("The file to write, which must not be there yet.", valueName: "file"))
    var out: String

    @Option(help: ArgumentHelp("What it is asked for; the broker records it.", valueName: "text"))
    var purpose: String?

    @Option(help: ArgumentHelp("The case or review that it belongs to.", valueName: "text"))
    var reference: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The staff id of the person who asks, never a name.", valueName: "id"))
    var person: String?

    @OptionGroup var node: NodeOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        guard purpose == nil || person != nil else {
            throw ToolFailure(.usage, "Who gives a --purpose says who asks: add --as STAFF-ID")
        }
        guard !Files.exists(out) else {
            throw ToolFailure(.inputOutput, "\(out) is there already; name a new file")
        }
        let shipped = try ShippedData(option: data.data, in: surroundings)
        let client = BrokerClient(node: try node.node(), in: surroundings, person: person)
        let key = try client.node.pinnedLogKeys()
        var gathering = EvidenceGathering(
            thread, by: client, [("purpose", purpose), ("reference", reference)],
            in: surroundings)
        try await gathering.gather(shipped)
        let bundle = try refusing(
            "What was gathered does not fit into one bundle",
            then: "Each message has a receipt that proves it alone: `baton audit thread` lists "
                + "them, and `baton receipt` fetches each."
        ) { () throws(EvidenceFault) in try gathering.bundle() }
        try refusing("What the broker gave does not hold") { () throws(EvidenceFault) in
            var check = EvidenceCheck(bundle, log: key)
            _ = try check.run()
        }
        try Files.writeNew(out, bundle.bytes, mode: 0o600)
        try tell(bundle, in: surroundings)
    }

    private func refusing<Value>(
        _ why: String, then advice: String? = nil, _ work: () throws(EvidenceFault) -> Value
    ) throws(ToolFailure) -> Value {
        do throws(EvidenceFault) { return try work() } catch {
            let fault = ["\(why), and nothing was written:", "  \(error)"]
            throw ToolFailure(.data, fault + [advice].compactMap(\.self))
        }
    }

    private func tell(_ bundle: EvidenceBundle, in surroundings: Surroundings) throws(ToolFailure) {
        if output.json {
            let report = JSONValue.object(
                [JSONMember("file", .string(out))]
                    + (bundle.manifest.value.members ?? []).filter { $0.name != "files" })
            return try surroundings.results.line(report.text)
        }
        try surroundings.results.line(
            "\(out): \(bundle.files.count) files, \(bundle.bytes.count) bytes, checked")
        for item in bundle.manifest.list("left_out") {
            let words = LeftOutWords.words(
                item.text("kind") ?? "", Int(item["count"]?.integer ?? 0))
            try surroundings.notes.line("Left out: \(words)")
        }
    }
}

extension EvidenceGathering {
    /// What was gathered, with its report, in a bundle.
    func bundle() throws(EvidenceFault) -> EvidenceBundle {
        let leftOut = leftOut.sorted { $0.key < $1.key }.map { kind, count in
            JSONValue.object([
                JSONMember("kind", .string(kind)), JSONMember("count", .integer(Int64(count))),
            ])
        }
        let manifest: JSONValue = [
            "txn": .string(thread.text), "made": .string(surroundings.now().rfc3339),
            "for": .string(client.node.agency.uri),
            "as": .string(oversees ? "overseer" : "party"), "left_out": .array(leftOut),
        ]
        var files = files
        files["REPORT.html"] = EvidenceReport(self, manifest).html
        return try EvidenceBundle(manifest, files: files)
    }
}
