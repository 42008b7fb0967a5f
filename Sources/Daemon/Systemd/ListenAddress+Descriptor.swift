// SPDX-License-Identifier: Apache-2.0

import Glibc
import Web

extension ListenAddress {
    /// The address that a socket is bound to; nil when it is of another family.
    init?(boundBy descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let outcome = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard outcome == 0 else { return nil }
        let bytes = withUnsafeBytes(of: storage) { Array($0.prefix(Int(length))) }
        switch Int32(storage.ss_family) {
        case AF_INET:
            guard let host = Self.host(AF_INET, bytes.dropFirst(4)) else { return nil }
            self = .tcp(host: host, port: Self.port(bytes))
        case AF_INET6:
            guard let host = Self.host(AF_INET6, bytes.dropFirst(8)) else { return nil }
            self = .tcp(host: host, port: Self.port(bytes))
        case AF_UNIX:
            let path = bytes.dropFirst(2).prefix { $0 != 0 }
            self = .unix(path: String(decoding: path, as: UTF8.self))
        default: return nil
        }
    }

    /// Bytes 2 and 3 of the address of either family, the higher first.
    private static func port(_ bytes: [UInt8]) -> Int { Int(bytes[2]) << 8 | Int(bytes[3]) }

    private static func host(_ family: Int32, _ number: ArraySlice<UInt8>) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let written = number.withUnsafeBytes { bytes in
            inet_ntop(family, bytes.baseAddress, &text, socklen_t(text.count)) != nil
        }
        return written
            ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self) : nil
    }
}
