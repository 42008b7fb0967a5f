// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Glibc
import Programs

/// A demonstration folder, as `baton demo init` writes it, for a daemon to be started on.
struct Town: Sendable {
    let folder: URL
    let port: Int
    /// Whether the listener of the agencies speaks TLS.
    let isSecure: Bool

    enum Role: String, Sendable {
        case police, council, school, partnership
    }

    /// Makes a town with keys, node files and a configuration of its own.
    ///
    /// - Parameter clock: what the programs are to take for the time; the machine's when nil.
    init(by clock: ShownClock? = nil, isSecure: Bool = false) throws {
        self.isSecure = isSecure
        folder = try Program.freshFolder()
        port = try Program.freePort()
        let transport = isSecure ? ["--tls"] : []
        let made = try baton(
            ["demo", "init", "demo", "--port", String(port)] + transport, by: clock)
        guard made.status == 0 else { throw Trouble(made.output) }
    }

    /// Takes up a town whose folder is there.
    init(folder: URL, port: Int, isSecure: Bool) {
        (self.folder, self.port, self.isSecure) = (folder, port, isSecure)
    }

    /// Runs `baton` to its end.
    func baton(_ arguments: [String], by clock: ShownClock? = nil) throws -> Program.Ending {
        let words = (clock?.words ?? []) + [Program.built("baton").path] + arguments
        let program =
            words[0].hasPrefix("/") ? URL(filePath: words[0]) : Program.installed(words[0])
        guard let program else { throw Trouble("not installed: \(words[0])") }
        return try Program.run(program, Array(words.dropFirst()), in: folder)
    }

    var configuration: URL { folder.appending(path: "demo/baton.yaml") }

    /// A file of the store, as long as that was not moved.
    func file(_ name: String) -> URL { folder.appending(path: "demo/state/\(name)") }

    func node(_ role: Role) throws -> NodeFile {
        try NodeFile(path: folder.appending(path: "demo/nodes/\(role).json").path)
    }

    /// Lets the configuration name a store in another folder.
    func moveStore(to folder: URL) throws {
        var lines = try String(contentsOf: configuration, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (position, line) in lines.enumerated() where line.hasPrefix("store:") {
            lines[position] = "store: {sqlite: \(folder.path)/baton.db}"
        }
        try lines.joined(separator: "\n").write(
            to: configuration, atomically: true, encoding: .utf8)
    }

    /// Replaces text in a file of the demonstration; the text must be there.
    func edit(_ name: String, _ text: String, to other: String) throws {
        let file = folder.appending(path: "demo/\(name)")
        let old = try String(contentsOf: file, encoding: .utf8)
        guard old.contains(text) else { throw Trouble("\(name) does not say \(text)") }
        try old.replacing(text, with: other).write(to: file, atomically: true, encoding: .utf8)
    }

    /// Writes a file of the demonstration that only its owner may read.
    func write(_ name: String, _ text: String) throws {
        let file = folder.appending(path: "demo/\(name)")
        try Data(text.utf8).write(to: file, options: .atomic)
        chmod(file.path, 0o600)
    }

    /// Adds text at the end of a file of the demonstration.
    func append(_ name: String, _ text: String) throws {
        let file = folder.appending(path: "demo/\(name)")
        try write(name, try String(contentsOf: file, encoding: .utf8) + text)
    }

    /// What `batond fsck` has against the store; nil when it finds nothing.
    func fsck() throws -> String? {
        let found = try inspected()
        if found.status == Self.usage {
            Torture.report("batond fsck: not there, so not asked")
            return nil
        }
        return found.status == 0 ? nil : "fsck ended with \(found.status): \(found.output)"
    }

    /// How `batond fsck` ends, and all that it says.
    func inspected() throws -> Program.Ending {
        try Program.run(
            Program.built("batond"), ["fsck", "--config", configuration.path], in: folder)
    }

    private static let usage: Int32 = 64

    /// Removes everything.
    func leave() { try? FileManager.default.removeItem(at: folder) }
}

/// Why a test could not be set up.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
