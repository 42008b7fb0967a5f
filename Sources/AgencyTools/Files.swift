// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Glibc

/// Files and folders: the one place where the program touches a disk.
package enum Files {
    /// The most bytes that a file may have which the program reads.
    package static let largestByteCount = 16 << 20

    /// Where the program itself stands.
    package static var executable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// Reads a whole file.
    package static func read(
        _ path: String, limit: Int = largestByteCount, status: ExitReason = .inputOutput
    ) throws(ToolFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ToolFailure(status, "\(path): \(reason(errno)); name a file that can be read")
        }
        defer { close(descriptor) }
        return try readAll(descriptor, named: path, limit: limit, status: status)
    }

    /// Reads everything that comes in on standard input.
    package static func standardInput(limit: Int) throws(ToolFailure) -> [UInt8] {
        try readAll(STDIN_FILENO, named: "standard input", limit: limit, status: .inputOutput)
    }

    /// Whether something stands at a path.
    package static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// The names in a folder, sorted; nil when it is no folder.
    package static func names(in folder: String) -> [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted()
    }

    /// Makes a folder and those above it; one that is there stays as it is.
    package static func makeFolder(_ path: String, mode: Int = 0o700) throws(ToolFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: mode])
        } catch {
            throw ToolFailure(.inputOutput, "\(path): the folder cannot be made; check its path")
        }
    }

    /// How many names beside a file's place are tried, which others may have left or be writing.
    private static let mostAttempts = 64

    /// Writes a file that must not be there yet, and returns when it is on the disk.
    ///
    /// It appears whole or not at all: it is written beside its place, synced, then given its name.
    package static func writeNew(
        _ path: String, _ bytes: [UInt8], mode: mode_t = 0o644
    ) throws(ToolFailure) {
        // Two programs that write one file at once write beside each other: the first name stays.
        var (attempt, beside, descriptor): (Int, String, Int32) = (0, "", -1)
        repeat {
            beside = "\(path).\(getpid())-\(attempt).part"
            descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            attempt += 1
        } while descriptor < 0 && errno == EEXIST && attempt < mostAttempts
        guard descriptor >= 0 else { throw cannotWrite(path) }
        defer { unlink(beside) }
        try fill(descriptor, bytes, path)
        try name(beside, path)
        try syncFolder(of: path)
    }

    /// Gives a file its name, unless another has it.
    ///
    /// A link never replaces anything; where the disk has none, such as on a share, looking first is
    /// the best that can be done.
    private static func name(_ beside: String, _ path: String) throws(ToolFailure) {
        if link(beside, path) == 0 { return }
        let hasNoLinks = [EPERM, ENOTSUP, ENOSYS].contains(errno)
        guard hasNoLinks, !exists(path), rename(beside, path) == 0 else { throw cannotWrite(path) }
    }

    static func fill(
        _ descriptor: Int32, _ bytes: [UInt8], _ path: String
    ) throws(ToolFailure) {
        defer { close(descriptor) }
        try write(bytes, to: descriptor, named: path)
        guard fsync(descriptor) == 0 else { throw cannotWrite(path) }
    }

    /// Writes all of the bytes.
    package static func write(
        _ bytes: [UInt8], to descriptor: Int32, named name: String
    ) throws(ToolFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // Who closes the pipe has seen enough, and needs no words about it.
            if count < 0 && errno == EPIPE { throw ToolFailure(.inputOutput, []) }
            guard count > 0 else { throw cannotWrite(name) }
            rest = rest.dropFirst(count)
        }
    }

    private static func readAll(
        _ descriptor: Int32, named name: String, limit: Int, status: ExitReason
    ) throws(ToolFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = chunk.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw ToolFailure(status, "\(name): \(reason(errno))") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw ToolFailure(.data, "\(name) has more than \(limit) bytes; give a smaller one")
            }
        }
    }

    static func syncFolder(of path: String) throws(ToolFailure) {
        let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw cannotWrite(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw cannotWrite(path) }
    }

    /// The folder that a path lies in.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path as it is meant in a file that stands in a folder.
    package static func path(_ name: String, in folder: String) -> String {
        name.hasPrefix("/") ? name : "\(folder)/\(name)"
    }

    static func cannotWrite(_ path: String) -> ToolFailure {
        ToolFailure(.inputOutput, "\(path) cannot be written: \(reason(errno))")
    }

    private static func reason(_ code: Int32) -> String {
        code == 0 ? "nothing was written" : String(cString: strerror(code))
    }
}
