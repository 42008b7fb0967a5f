// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Random bytes that one thread has drawn ahead, each given out once.
///
/// The generator takes nearly as long for a salt as for a hundred, and asks the system each time which
/// process this is. What is given out is wiped here: what was a key lies nowhere but where it is used. The
/// process never goes on as two (`fork` without `exec`), which would both hold the same.
struct Reservoir {
    /// How many bytes are drawn at once.
    static let size = 1_024
    /// The most that one caller is given out of it.
    static let share = 64

    private let bytes: UnsafeMutableRawBufferPointer
    /// How many of the bytes, from the first on, were not given out.
    private var left = 0

    init() { bytes = .allocate(byteCount: Self.size, alignment: 16) }

    func free() {
        OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        bytes.deallocate()
    }

    /// So many bytes; nil where more are asked for than one caller is given.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard count <= Self.share else { return nil }
        if left < count {
            SecureRandom.fill(bytes)
            left = bytes.count
        }
        left -= count
        let given = UnsafeMutableRawBufferPointer(rebasing: bytes[left..<left + count])
        defer { OPENSSL_cleanse(given.baseAddress, given.count) }
        return Array(given)
    }
}
