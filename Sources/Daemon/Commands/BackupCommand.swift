// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Relay
import SQLiteStore
import Signing
import Web

/// `batond backup`: a copy of the store, made while it is served, and proven to be good.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the store while it is served, and inspects the copy.",
        discussion: """
            The copy is a prefix of the log. It is written beside its name, inspected as fsck does, \
            synced, and only then given its name; its newest checkpoint goes to FILE.checkpoint. \
            Nothing is ever overwritten. Without the keys that the configuration names the copy \
            cannot be read: keep them too, and elsewhere.

            Exit codes: 0 done; 64 FILE is there already; 65 the copy is damaged; 69 the daemon does \
            not answer; 74 it cannot be written; 75 no room; 78 the configuration cannot be used, there is \
            no store, or a key is not the one that it was written with.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: ArgumentHelp("Where the copy goes.", valueName: "file"))
    var to: String

    func run() async throws {
        let configuration = try options.read()
        guard !LocalFile.isThere(to), !LocalFile.isThere(to + ".checkpoint") else {
            Console.complain("\(to) is there already: name a new file")
            throw ExitCode(Program.Exit.usage.rawValue)
        }
        try requireFolder()
        try configuration.requireStore()
        let part = to + ".part"
        Self.remove(part)
        do {
            try await write(part, configuration)
            let checkpoint = try await inspect(part, configuration)
            let digest = try BackupFile.finish(part, as: to, checkpoint: checkpoint.note)
            Console.say("\(to): \(checkpoint.size) entries, sha256 \(digest)")
            Console.say("its checkpoint is in \(to).checkpoint")
            Console.say(
                "without the keys this backup is useless: keep those that \(options.config) names "
                    + "(store_keys, index_keys, jti_key, signing_key, log key) elsewhere, and safe")
        } catch {
            Self.remove(part)
            guard !(error is ExitCode) else { throw error }
            Console.complain("no backup was made: \(error)")
            throw ExitCode(Self.exit(after: error).rawValue)
        }
    }

    /// How the command ends after a failure.
    static func exit(after error: any Error) -> Program.Exit {
        switch error {
        case let failure as ManagementCall.Failure: failure.exit
        case StoreFailure.full: .tryLater
        case let fault as FileFault where fault.isFull: .tryLater
        default: .inputOutput
        }
    }

    private func requireFolder() throws {
        let folder = LocalFile.folder(of: to)
        guard !LocalFile.isFolder(folder) else { return }
        Console.complain("no backup was made: \(folder) is no folder: make it, or name another")
        throw ExitCode(Program.Exit.inputOutput.rawValue)
    }

    /// Has the copy made: by the daemon that runs, else from the store itself.
    private func write(_ part: String, _ configuration: Configuration) async throws {
        let store: SQLiteStore
        do throws(StoreOpenError) {
            store = try SQLiteStore(
                path: configuration.places.store, origin: configuration.setting.origin)
        } catch .inUse {
            return try Self.receive(part, from: configuration.places.management)
        } catch {
            Console.complain(error.description)
            throw ExitCode(error.exitCode)
        }
        defer { try? store.close() }
        let care = StoreCare(store, configuration) { Console.complain($0) }
        try care.refuse(await care.contradictions())
        try await store.copy(to: part)
    }

    /// Has the daemon that runs send its copy.
    static func receive(_ part: String, from daemon: ListenAddress) throws {
        var call = try ManagementCall("POST", "/backup", at: daemon)
        guard call.status == 200 else { throw try call.refusal() }
        let file = try BackupFile(part)
        while true {
            let block = try call.next()
            guard !block.isEmpty else { return }
            try file.append(block)
        }
    }

    /// Opens the copy as a store and inspects it as fsck does; its newest checkpoint is the answer.
    private func inspect(
        _ part: String, _ configuration: Configuration
    ) async throws -> SignedCheckpoint {
        let copy: SQLiteStore
        do throws(StoreOpenError) {
            copy = try SQLiteStore(path: part, origin: configuration.setting.origin)
        } catch {
            Console.complain("the copy cannot be opened: \(error.description)")
            throw ExitCode(Program.Exit.data.rawValue)
        }
        var care = StoreCare(copy, configuration) { Console.complain($0) }
        // The daemon that made it may have been started with other keys than are named now.
        try care.refuse(await care.contradictions())
        let report = try await care.inspect()
        let head = try await copy.read { store throws(StoreFailure) in try store.head() }
        try copy.close()
        guard report.faults == 0, let head else {
            Console.complain("the copy is damaged, and was removed: \(report.lastLine)")
            throw ExitCode(Program.Exit.data.rawValue)
        }
        return head.checkpoint
    }

    private static func remove(_ part: String) {
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(part + suffix) }
    }
}

/// A backup while it is written.
final class BackupFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(FileFault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(path, errno) }
    }

    deinit { close(descriptor) }

    func append(_ block: [UInt8]) throws(FileFault) {
        try LocalFile.write(block, to: descriptor, named: path)
    }

    /// Syncs the copy and gives it its name; what stands there is never replaced.
    ///
    /// - Returns: the SHA-256 of the file, in hexadecimal.
    static func finish(
        _ part: String, as name: String, checkpoint: [UInt8]
    ) throws(FileFault) -> String {
        for suffix in ["-wal", "-shm", ".lock"] { unlink(part + suffix) }
        let descriptor = open(part, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(part, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFault(part, errno) }
        let digest = try digest(descriptor, part)
        try LocalFile.replace(name + ".checkpoint", with: checkpoint)
        // A link, unlike a rename, refuses a name that somebody has taken meanwhile.
        guard link(part, name) == 0 else { throw FileFault(name, errno) }
        unlink(part)
        try LocalFile.sync(folder: LocalFile.folder(of: name))
        return digest
    }

    private static func digest(_ descriptor: Int32, _ path: String) throws(FileFault) -> String {
        var block = [UInt8](repeating: 0, count: 256 << 10)
        let digest = try SHA256.digest(ofBlocks: { () throws(FileFault) -> [UInt8] in
            let count = read(descriptor, &block, block.count)
            guard count >= 0 else { throw FileFault(path, errno) }
            return Array(block.prefix(count))
        })
        return digest.bytes.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
