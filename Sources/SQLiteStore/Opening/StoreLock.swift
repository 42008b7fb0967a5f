// SPDX-License-Identifier: Apache-2.0

import Glibc
import Relay

/// The lock beside the database, by which a second daemon is turned away.
///
/// The kernel lets go of it when the process ends, however it ends; the empty file stays.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says that another has it.
    init(at path: String) throws(StoreOpenError) {
        descriptor = try StoreFile.open(path)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw .inUse(lock: path)
        }
    }

    deinit { Glibc.close(descriptor) }
}

/// The files of a store: made before anything else opens them, for their owner alone.
enum StoreFile {
    /// Makes a file that is not there yet; SQLite gives its own files beside it the same mode.
    static func create(_ path: String) throws(StoreOpenError) {
        Glibc.close(try open(path))
    }

    /// Opens a file to read and write, and makes it when it is not there.
    static func open(_ path: String) throws(StoreOpenError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else {
            throw .files(path: path, why: String(cString: strerror(errno)))
        }
        return descriptor
    }

    /// Refuses a file that was cut at rest within its last page: SQLite would read zeros for what is
    /// gone, and fill them in for good.
    ///
    /// Only while no log stands beside it: after a crash the log may hold what the file lacks.
    static func checkLength(of path: String) throws(StoreOpenError) {
        guard size(of: path + "-wal") == 0, let header = header(of: path) else { return }
        let found = size(of: path)
        let needed = header.pages * header.pageBytes
        guard found < needed else { return }
        throw .failed(.damaged("it has \(found) bytes, and its pages need \(needed): it was cut"))
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// What a database says of its own length (its file format, section 1.3); nil where it does not.
    private static func header(of path: String) -> (pageBytes: Int64, pages: Int64)? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count else { return nil }
        // The count is good only while the change counter is the one it was written with.
        guard bytes[24..<28] == bytes[92..<96] else { return nil }
        let pages = bytes[28..<32].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return (Int64(bytes[16]) << 8 | Int64(bytes[17]), pages)
    }
}
