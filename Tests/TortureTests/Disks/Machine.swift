// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs

/// Tools of the system, run to their end.
enum Machine {
    /// Runs a tool and gives what it said; one that fails is trouble.
    @discardableResult static func run(_ tool: String, _ arguments: String...) throws -> String {
        guard let program = Program.installed(tool) else { throw Trouble("no \(tool)") }
        let ending = try Program.run(program, arguments, in: URL(filePath: "/"))
        guard ending.status == 0 else {
            throw Trouble("\(tool) \(arguments.joined(separator: " ")): \(ending.output)")
        }
        return ending.output.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Starts a tool that goes on until it is killed.
    static func start(_ tool: String, _ arguments: [String]) throws -> Process {
        guard let program = Program.installed(tool) else { throw Trouble("no \(tool)") }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Makes a file of so many bytes with an empty ext4 in it.
    static func makeImage(_ image: URL, megabytes: Int) throws {
        try run("truncate", "-s", "\(megabytes)M", image.path)
        try run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image.path)
    }

    /// Copies an image; what is empty stays so.
    static func copy(_ image: URL, to other: URL) throws {
        try run("cp", "--sparse=always", image.path, other.path)
    }
}

/// A file system that is there as long as this is.
final class Mount {
    let folder: URL

    /// Mounts something on a folder, which is made for it.
    init(_ what: String, on folder: URL, type: String = "ext4", options: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Machine.run("mount", "-t", type, "-o", options, what, folder.path)
    }

    /// Takes it away; what still stands in memory is written first, as far as it can be.
    func leave() throws { try Machine.run("umount", folder.path) }
}
