// SPDX-License-Identifier: Apache-2.0

/// Files in the ustar interchange format (POSIX.1-2017, pax, section "ustar"), written in one way only.
///
/// Whoever reads one writes it again and holds it against what was read, so that no byte of it can be
/// changed unseen: not a mode, not a time, not a byte of padding.
package struct TarArchive: Sendable {
    /// The files, in their order.
    package let files: [File]

    /// One file.
    package struct File: Sendable, Hashable {
        /// Its path, relative and of plain characters.
        package let path: String
        /// What is in it.
        package let bytes: [UInt8]

        /// A file at a path.
        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// An archive of files in this order.
    package init(_ files: [File]) { self.files = files }

    /// The most bytes that an archive may have.
    package static let largestByteCount = 64 << 20
    /// The most files that an archive may have.
    package static let largestFileCount = 10_000
    /// The longest path: what ustar's `name` holds, without its `prefix`.
    package static let longestPath = 100

    private static let block = 512

    /// How many bytes the archive has.
    package var byteCount: Int {
        files.reduce(2 * Self.block) { sum, file in
            sum + Self.block + file.bytes.count + Self.padding(file.bytes.count)
        }
    }

    /// The archive's bytes: the same for the same files.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for file in files {
            bytes += Self.header(file.path, file.bytes.count)
            bytes += file.bytes
            bytes += [UInt8](repeating: 0, count: Self.padding(file.bytes.count))
        }
        return bytes + [UInt8](repeating: 0, count: 2 * Self.block)
    }

    /// Reads an archive that was written by this.
    package init(parsing bytes: [UInt8]) throws(EvidenceFault) {
        guard bytes.count <= Self.largestByteCount else {
            throw EvidenceFault("the archive", "has more than \(Self.largestByteCount) bytes")
        }
        var (files, paths): ([File], Set<String>) = ([], [])
        var position = 0
        while let file = try Self.file(in: bytes, at: &position) {
            guard paths.insert(file.path).inserted else {
                throw EvidenceFault(file.path, "stands twice in the archive")
            }
            guard files.count < Self.largestFileCount else {
                throw EvidenceFault(
                    "the archive", "has more than \(Self.largestFileCount) files")
            }
            files.append(file)
        }
        let end = bytes[position...]
        guard end.count == 2 * Self.block, end.allSatisfy({ $0 == 0 }) else {
            throw EvidenceFault(
                "the archive", "does not end with two blocks of zeros, and nothing after")
        }
        self.files = files
    }

    /// The next file; nil where the zeros begin.
    private static func file(
        in bytes: [UInt8], at position: inout Int
    ) throws(EvidenceFault) -> File? {
        guard position + block <= bytes.count else {
            throw EvidenceFault("the archive", "ends in the middle, at byte \(bytes.count)")
        }
        let header = bytes[position..<position + block]
        guard header.first != 0 else { return nil }
        let path = String(decoding: header.prefix(longestPath).prefix { $0 != 0 }, as: UTF8.self)
        guard isPlain(path) else {
            throw EvidenceFault(
                "the archive",
                "names a path at byte \(position) that is not relative, plain and without `..`")
        }
        let digits = String(decoding: header.dropFirst(124).prefix(11), as: UTF8.self)
        guard let count = Int(digits, radix: 8), count >= 0, count <= largestByteCount,
            header.elementsEqual(Self.header(path, count))
        else { throw EvidenceFault(path, "has a header that is not written as it must be") }
        let start = position + block
        let end = start + count + padding(count)
        guard end <= bytes.count else { throw EvidenceFault(path, "is cut off") }
        guard bytes[(start + count)..<end].allSatisfy({ $0 == 0 }) else {
            throw EvidenceFault(path, "is followed by padding that is not zeros")
        }
        position = end
        return File(path: path, bytes: Array(bytes[start..<start + count]))
    }

    /// Whether a path stays under the folder that the archive is unpacked in, on every system.
    static func isPlain(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= longestPath else { return false }
        let isOfPlainCharacters = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return isOfPlainCharacters
            && path.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
    }

    private static func padding(_ count: Int) -> Int { (block - count % block) % block }

    /// A header: mode 0644, owner 0, time 0, a plain file.
    private static func header(_ path: String, _ count: Int) -> [UInt8] {
        var header = padded(path, longestPath)
        header += octal(0o644, 8) + octal(0, 8) + octal(0, 8)
        header += octal(count, 12) + octal(0, 12)
        let sumAt = header.count
        header += [UInt8](repeating: 0x20, count: 8)
        header += padded("0", 1) + padded("", 100)
        header += padded("ustar", 6) + padded("00", 2) + padded("", 64)
        header += octal(0, 8) + octal(0, 8) + padded("", 167)
        let sum = header.reduce(0) { $0 + Int($1) }
        header.replaceSubrange(sumAt..<sumAt + 8, with: octal(sum, 7) + [0x20])
        return header
    }

    private static func padded(_ text: String, _ width: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(width))
        return bytes + [UInt8](repeating: 0, count: width - bytes.count)
    }

    /// Octal digits with zeros before them and a NUL after.
    private static func octal(_ number: Int, _ width: Int) -> [UInt8] {
        let digits = String(number, radix: 8)
        let zeros = String(repeating: "0", count: max(width - 1 - digits.count, 0))
        return Array((zeros + digits).utf8) + [0]
    }
}
