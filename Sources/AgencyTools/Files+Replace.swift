// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Safeguarding

extension Files {
    /// Writes a file in the place of one that may be there, and returns when it is on the disk.
    ///
    /// Whoever reads sees the old one or the new one, never a piece of either.
    ///
    /// - Parameter syncsFolder: whether the new name is on the disk too; who writes many files in a
    ///   folder syncs that once.
    static func replace(
        _ path: String, _ bytes: [UInt8], mode: mode_t = 0o644, syncsFolder: Bool = true
    ) throws(ToolFailure) {
        // Two programs that write one file at once, such as two polls of a node, write beside each
        // other: the later name stays, and never a piece.
        let beside = "\(path).\(getpid()).part"
        unlink(beside)
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        defer { unlink(beside) }
        try fill(descriptor, bytes, path)
        guard rename(beside, path) == 0 else { throw cannotWrite(path) }
        if syncsFolder { try syncFolder(of: path) }
    }

    /// Removes a file, if it is there, and its folder once that is empty.
    static func remove(_ path: String) throws(ToolFailure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw cannotWrite(path) }
        rmdir(folder(of: path))
    }

    /// The paths, from a folder, of what stands under it and is named so.
    static func paths(under folder: String, where isMeant: (String) -> Bool) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        var paths: [String] = []
        while let name = names.nextObject() as? String {
            if isMeant(name) { paths.append(name) }
        }
        return paths
    }

    /// Returns when a file that somebody wrote is on the disk, and its name too.
    static func sync(_ path: String) throws(ToolFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotWrite(path) }
        try syncFolder(of: path)
    }

    /// Does something short to a file while no other program does that asks here; waits for its turn.
    ///
    /// The lock is a file beside it, which stays: the file itself has another place on the disk each time
    /// that it is replaced.
    static func takingTurns<Result>(
        at path: String, _ work: () throws(ToolFailure) -> Result
    ) throws(ToolFailure) -> Result {
        let lock = path + ".lock"
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotWrite(lock) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw cannotWrite(lock) }
        }
        return try work()
    }

    /// Runs work on a folder while nobody else does who asks here; another is told to try later.
    static func whileAlone<Result>(
        in folder: String, _ work: () async throws(ToolFailure) -> Result
    ) async throws(ToolFailure) -> Result {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite(folder) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ToolFailure(
                .tryLater, "\(folder): another baton writes there; try again when it is done")
        }
        return try await work()
    }

    /// When a file was last written or marked; nil when that cannot be told.
    static func marked(_ path: String) -> Instant? {
        var state = stat()
        guard stat(path, &state) == 0 else { return nil }
        return Instant(
            milliseconds: Int64(state.st_mtim.tv_sec) * 1_000
                + Int64(state.st_mtim.tv_nsec) / 1_000_000)
    }

    /// Marks a file with a time.
    static func mark(_ path: String, _ time: Instant) throws(ToolFailure) {
        let (seconds, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let moment = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest) * 1_000_000)
        guard utimensat(AT_FDCWD, path, [moment, moment], 0) == 0 else { throw cannotWrite(path) }
    }
}
