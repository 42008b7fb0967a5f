// SPDX-License-Identifier: Apache-2.0

import Glibc
import Relay

/// The list of what was purged and of the legal holds, in a file beside the database: a line each, only
/// ever added to.
///
/// A line is durable before the purge or the hold that it names is committed. So a store that is restored
/// from a backup can be made to forget again what it had forgotten, and to keep what was to be kept; and a
/// line too many, after a crash in between, names what somebody let go or held. Where it is known that it
/// was not committed, its lines are taken off again.
final class PurgeList: Sendable {
    /// The path of the file.
    let path: String

    init(besides database: String) { path = database + ".purged" }

    /// Adds lines, and waits for the disk.
    ///
    /// - Returns: how long the list is afterwards.
    func append(_ names: [ListedName]) throws(StoreFailure) -> Int64 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        let end = try wholeLines(descriptor)
        // What was cut off in the middle of a line was never waited for, and names nothing.
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw failure() }
        try write(names.flatMap(\.line), to: descriptor, at: end)
        guard fsync(descriptor) == 0 else { throw failure() }
        if end == 0 { try syncFolder() }
        return end + Int64(names.reduce(0) { $0 + $1.line.count })
    }

    /// How long the list is, up to the end of its last whole line.
    func length() throws(StoreFailure) -> Int64 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return 0 }
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        return try wholeLines(descriptor)
    }

    /// Takes off again what was added from a place on, and waits for the disk.
    func cut(to place: Int64) throws(StoreFailure) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return }
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(place)) == 0, fsync(descriptor) == 0 else {
            throw failure()
        }
    }

    private func write(
        _ bytes: [UInt8], to descriptor: Int32, at start: Int64
    ) throws(StoreFailure) {
        var done = 0
        while done < bytes.count {
            let written = bytes[done...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(start) + off_t(done))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            done += written
        }
    }

    /// What a list says from some place on.
    struct Reading: Sendable, Hashable {
        /// The names, in their order.
        var names: [ListedName] = []
        /// The last line of each thread that a partnership held or holds, from whatever place.
        var holds: [HeldName.Holder: HeldName] = [:]
        /// Where the list ends.
        var place = ListPlace.start
        /// Whether the names are what was added since the place, and not all that there is.
        var isAdded = true
    }

    /// The names from a place of the list on: all of them when the list has no such place, since then it is
    /// not the list that the place is of.
    func names(from known: ListPlace) throws(StoreFailure) -> Reading {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            guard known == .start else {
                throw .refused(
                    "\(path) is missing, which names what was purged and which threads are under a legal "
                        + "hold: put the newest copy of it there, or, where it is lost for good, an empty "
                        + "file. Holds that were placed after the store was backed up are then lost: place "
                        + "them again before a purge is approved")
            }
            return Reading()
        }
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        let end = try wholeLines(descriptor)
        var reading = Reading(isAdded: known == .start)
        try forEachLine(of: descriptor, until: end) { line in
            reading.place = reading.place.after(line)
            if reading.place == known { reading.isAdded = true }
        }
        try name(&reading, after: reading.isAdded ? known.length : 0, of: descriptor, until: end)
        return reading
    }

    /// Reads the lines after a place, and of those before it only the legal holds.
    private func name(
        _ reading: inout Reading, after place: Int64, of descriptor: Int32, until end: Int64
    ) throws(StoreFailure) {
        var (at, number) = (Int64(0), 0)
        try forEachLine(of: descriptor, until: end) { line throws(StoreFailure) in
            number += 1
            let isAfter = at >= place
            at += Int64(line.count)
            guard isAfter || HeldName.mayBe(line) else { return }
            guard let name = ListedName(line: line.dropLast()) else {
                throw .refused(
                    "line \(number) of \(path) names nothing purged and no hold: put the newest copy of it "
                        + "there")
            }
            if case .hold(let hold) = name { reading.holds[hold.holder] = hold }
            if isAfter { reading.names.append(name) }
        }
    }

    /// How much of the list is read at once.
    private static let chunk: Int64 = 1 << 16

    /// Gives each line with its end, in order.
    private func forEachLine(
        of descriptor: Int32, until end: Int64,
        _ take: ([UInt8]) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        var (at, rest) = (Int64(0), [UInt8]())
        while at < end {
            let next = min(at + Self.chunk, end)
            rest += try read(descriptor, at..<next)
            at = next
            var start = 0
            while let newline = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                try take(Array(rest[start...newline]))
                start = newline + 1
            }
            rest.removeFirst(start)
        }
    }

    /// How long the list is up to the end of its last whole line.
    private func wholeLines(_ descriptor: Int32) throws(StoreFailure) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        var end = Int64(status.st_size)
        while end > 0 {
            if try read(descriptor, end - 1..<end) == [UInt8(ascii: "\n")] { return end }
            end -= 1
        }
        return 0
    }

    private func read(
        _ descriptor: Int32, _ range: Range<Int64>
    ) throws(StoreFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(range.upperBound - range.lowerBound))
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(range.lowerBound) + off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            done += count
        }
        return bytes
    }

    /// A file that is new is there after a power cut only once its folder was synced.
    private func syncFolder() throws(StoreFailure) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> StoreFailure {
        errno == ENOSPC || errno == EDQUOT
            ? .full : .inputOutput("\(path): \(String(cString: strerror(errno)))")
    }
}
