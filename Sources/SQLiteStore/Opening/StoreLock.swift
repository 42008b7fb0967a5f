// SPDX-License-Identifier: Apache-2.0

import Glibc

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
}
