// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding

/// Fetches what waits for an agency.
struct PollCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Fetches what waits for this agency.",
        discussion: """
            Prints a line for each message and ends when nothing more waits; --follow stays and \
            prints what comes until it is stopped with Ctrl-C. What is not acknowledged is handed \
            out again after a minute: --ack acknowledges each message once it was printed, and with \
            --out once its file is on the disk. Where another file is in its place, it is left, and the \
            end is 74. To acknowledge says that this system has the \
            message, not that anybody looked at it: for that, send message.acknowledged.

              baton poll --ack --out inbox --node council.json
              baton poll --follow --ack --json --node council.json

            The log is looked at too, once a minute at most: its checkpoint must continue the last \
            one seen, which is kept beside the node file (council.checkpoint) or where --remember \
            says. If it does not, what waits is still fetched, then the command ends with 65, with \
            --follow too, and says what to keep and whom to tell.

            With --cosign the node is a witness of the log: each checkpoint that was found good it \
            signs, and gives the cosignature to the broker, which serves it to all others. The \
            operator lists the key first, see `baton key public --witness`.

            With --json each line is an object with iss, jti, txn, type, claims and set, the token \
            as it was signed, and amended where a later message corrected or retracted it. The \
            broker has verified the signatures.
            """)

    @Flag(help: "Acknowledge what was printed or written.")
    var ack = false

    @Flag(help: "Stay, and print what comes.")
    var follow = false

    @Option(
        help: ArgumentHelp(
            "Keep each message in this folder, byte for byte, as <issuer>~<jti>.jwt.",
            valueName: "folder"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Remember the log's last checkpoint in this file.", valueName: "file"))
    var remember: String?

    @OptionGroup var cosigning: CosignOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        if let out { try Files.makeFolder(out) }
        let client = try node.client(in: surroundings)
        var watch = try LogWatch(
            client.node, remembering: memory(in: surroundings),
            witness: cosigning.witness(client.node, in: surroundings), in: surroundings)
        var round = PollRound(client: client, in: surroundings)
        var inbox = Inbox(folder: out, writesJSON: output.json, results: surroundings.results)
        var nothingWaits = true
        while true {
            try await watch?.look()
            let stays = follow && watch?.alarm == nil
            let page = try await round.page(waits: stays)
            nothingWaits = nothingWaits && page.sets.isEmpty
            for set in page.sets {
                let amended = page.amended[set.token] ?? []
                guard let token = try inbox.take(set, amended: amended, notes: surroundings.notes)
                else { continue }
                if ack { round.acknowledge(token) }
            }
            // What shares its `jti` with what was acknowledged by this poll comes with the next one.
            let comesAgain = !page.sets.isEmpty || round.hasReported
            if !stays && !(page.moreAvailable && comesAgain) { break }
        }
        try await round.close()
        if nothingWaits && !output.json { try surroundings.notes.line("Nothing waits.") }
        try watch?.close()
        try inbox.close()
    }

    private func memory(in surroundings: Surroundings) -> CheckpointMemory {
        remember.map { CheckpointMemory(path: $0, in: surroundings) }
            ?? CheckpointMemory(besideNode: node.file, in: surroundings)
    }
}

/// Polls in a row: each reports what was taken since the one before.
struct PollRound {
    private var client: BrokerClient
    private let surroundings: Surroundings
    private var taken: [TokenID] = []
    /// Whether the last page was fetched by a poll that acknowledged something.
    private(set) var hasReported = false
    private var pauseSeconds: Int64 = 1

    /// The longest pause between two attempts to reach a broker that is down, or that does not wait.
    static let longestPauseSeconds: Int64 = 30
    /// How many milliseconds a poll that waits takes at least where nothing comes.
    static let leastWaitMilliseconds: Int64 = 1_000

    init(client: BrokerClient, in surroundings: Surroundings) {
        self.client = client
        self.surroundings = surroundings
    }

    /// Remembers a message to be acknowledged by the next poll.
    mutating func acknowledge(_ token: TokenID) { taken.append(token) }

    /// Fetches a page.
    ///
    /// Who waits also waits for a broker that is down or busy; what is to be acknowledged is kept
    /// until a poll has told it.
    mutating func page(waits: Bool) async throws(ToolFailure) -> MailboxPage {
        while true {
            let asked = surroundings.now()
            let page: MailboxPage
            do throws(ToolFailure) {
                page = try await client.poll(acknowledging: taken, waits: waits)
            } catch {
                let isPassing = error.status == .unavailable || error.status == .tryLater
                guard waits && isPassing else { throw error }
                try await pause(error.lines.first ?? "", asked: error.retryAfterSeconds)
                continue
            }
            hasReported = !taken.isEmpty
            taken = []
            // What stands between may cut long polls short: asking on at once would be all that it does.
            let waited = surroundings.now().milliseconds(since: asked)
            if waits, page.sets.isEmpty, !hasReported, waited < Self.leastWaitMilliseconds {
                try await pause("Nothing waits, and the broker does not wait for it")
            } else {
                pauseSeconds = 1
            }
            return page
        }
    }

    /// Acknowledges what is left, asking for nothing more.
    mutating func close() async throws(ToolFailure) {
        guard !taken.isEmpty else { return }
        _ = try await client.poll(acknowledging: taken, limit: 0, waits: false)
        taken = []
    }

    /// Pauses, longer each time; so long as the broker asks for, where it does.
    private mutating func pause(_ why: String, asked: Int64? = nil) async throws(ToolFailure) {
        let bounded = min(max(asked ?? pauseSeconds, 1), Self.longestPauseSeconds)
        try surroundings.notes.line("\(why) – again in \(bounded) s")
        pauseSeconds = min(pauseSeconds * 2, Self.longestPauseSeconds)
        try await surroundings.sleep(.seconds(bounded))
    }
}
