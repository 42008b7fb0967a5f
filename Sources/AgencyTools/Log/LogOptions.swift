// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TransparencyLog

/// The options of a command that reads a log: through a node file, or of anybody by URL and key.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The node file: where the broker is and which log it pins.", valueName: "file"))
    var node: String?

    @Option(
        help: ArgumentHelp(
            "Without a node: what the log's tiles stand under, such as https://baton.example/log.",
            valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "With --url: the log's key, name+hash+key; once for each while keys change.",
            valueName: "key"))
    var vkey: [String] = []

    @Option(
        help: ArgumentHelp(
            "Remember the last checkpoint in this file; with --node it is beside the node file.",
            valueName: "file"))
    var remember: String?

    func validate() throws {
        guard node == nil ? url != nil && !vkey.isEmpty : url == nil && vkey.isEmpty else {
            throw ValidationError("Name the log: --node FILE, or --url URL with --vkey KEY")
        }
        guard url.map({ $0.hasPrefix("http://") || $0.hasPrefix("https://") }) != false else {
            throw ValidationError("--url must begin with http:// or https://")
        }
    }

    /// Where the log is published.
    func source(in surroundings: Surroundings) throws(ToolFailure) -> LogSource {
        if let node { return try LogSource(of: NodeFile(path: node), in: surroundings) }
        let url = url ?? ""
        return LogSource(
            url: url.hasSuffix("/") ? String(url.dropLast()) : url,
            key: try Self.keys(vkey), in: surroundings)
    }

    /// The node file; nil where there is none.
    func nodeFile() throws(ToolFailure) -> NodeFile? {
        try node.map { path throws(ToolFailure) in try NodeFile(path: path) }
    }

    /// Where the last checkpoint is remembered; nil when nobody said.
    func memory(in surroundings: Surroundings) -> CheckpointMemory? {
        if let remember { return CheckpointMemory(path: remember, in: surroundings) }
        return node.map { CheckpointMemory(besideNode: $0, in: surroundings) }
    }

    /// Reads the keys of a log, the newest first.
    static func keys(_ vkeys: [String]) throws(ToolFailure) -> LogKeys {
        let keys = try vkeys.map { vkey throws(ToolFailure) in try key(vkey) }
        guard let all = LogKeys(given: keys) else {
            throw ToolFailure(.usage, "--vkey: name keys of one log")
        }
        return all
    }

    private static func key(_ vkey: String) throws(ToolFailure) -> NoteVerifierKey {
        let key: NoteVerifierKey
        do throws(NoteKeyError) { key = try NoteVerifierKey(vkey: vkey) } catch {
            throw ToolFailure(.usage, "--vkey: \(error.description)")
        }
        guard key.type == .ed25519 else {
            throw ToolFailure(.usage, "--vkey: \(CheckpointError.keyOfWitness)")
        }
        return key
    }
}

/// The options of a command that needs a log's key and asks nobody.
struct LogKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The log's key: name+hash+key; once for each while keys change.", valueName: "key"))
    var vkey: [String] = []

    @Option(
        help: ArgumentHelp("A node file whose `log_vkey` is the log's key.", valueName: "file"))
    var node: String?

    /// The keys.
    ///
    /// - Parameter purpose: what is nothing without it, for the failure.
    func key(for purpose: String) throws(ToolFailure) -> LogKeys {
        if !vkey.isEmpty { return try LogOptions.keys(vkey) }
        guard let node else {
            throw ToolFailure(
                .usage,
                "Without the log's key \(purpose): add --vkey KEY, or --node FILE with a node file that "
                    + "pins it")
        }
        return try NodeFile(path: node).pinnedLogKeys()
    }
}

extension LogSource {
    /// The log of a node's broker.
    init(
        of node: NodeFile, in surroundings: Surroundings,
        patience: Duration = BrokerClient.patience
    ) throws(ToolFailure) {
        self.init(
            url: node.baseURL + "/log", key: try node.pinnedLogKeys(),
            transport: try node.transport?.read(), in: surroundings, patience: patience)
    }
}
