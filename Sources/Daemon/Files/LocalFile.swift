// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Files of this machine, read whole and replaced whole.
enum LocalFile {
    /// The most bytes that a file may have which the daemon reads whole.
    static let mostBytes = 4 << 20

    /// Reads a file, or says why it cannot be read.
    static func read(_ path: String, atMost limit: Int = mostBytes) throws(FileFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault(path, errno)
            }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            if bytes.count > limit { throw FileFault(path, EFBIG) }
        }
    }

    /// Puts bytes in the place of a file: after a crash it holds either the old ones or these.
    ///
    /// The bytes go to a file beside it, which is synced and then renamed over it; then the folder
    /// is synced, so that the new name survives a power cut.
    static func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        let beside = path + ".new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(beside, errno) }
        do throws(FileFault) {
            try write(bytes, to: descriptor, named: beside)
            guard fsync(descriptor) == 0 else { throw FileFault(beside, errno) }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw FileFault(beside, errno) }
        guard rename(beside, path) == 0 else { throw FileFault(path, errno) }
        try sync(folder: folder(of: path))
    }

    /// Writes all of the bytes to an open file.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, named path: String
    ) throws(FileFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withContiguousStorageIfAvailable { part in
                Glibc.write(descriptor, part.baseAddress, part.count)
            }
            guard let count, count >= 0 else {
                if errno == EINTR { continue }
                throw FileFault(path, errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Syncs a folder, so that the names in it survive a power cut.
    static func sync(folder: String) throws(FileFault) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(folder, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFault(folder, errno) }
    }

    /// Makes a folder that only its owner enters, and those above it, where there is none.
    static func make(folder: String) throws(FileFault) {
        if isFolder(folder) { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw FileFault(folder, errno == 0 ? EIO : errno)
        }
    }

    /// The names in a folder, in order; none where there is no such folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Whether a file stands at a path.
    static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a folder stands at a path.
    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Whether others than the owner and root may read a file.
    static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    /// An open file as `device:inode`, which is how systemd names a stream to the journal.
    static func identity(of descriptor: Int32) -> String? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : nil
    }

    /// The folder that a path names a file in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path as it is meant by somebody in a folder.
    static func resolve(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") || folder == "." { return path }
        return folder == "/" ? "/" + path : folder + "/" + path
    }
}

/// Why a file could not be read or written.
struct FileFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    let path: String
    /// What the system said, in words.
    let reason: String
    /// Whether there was no room for it.
    let isFull: Bool

    init(_ path: String, _ code: Int32) {
        self.path = path
        reason = String(cString: strerror(code))
        isFull = [ENOSPC, EDQUOT].contains(code)
    }

    init(_ path: String, reason: String) {
        self.path = path
        self.reason = reason
        isFull = false
    }

    /// The file and the reason.
    var description: String { "\(path): \(reason)" }
}
