// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A bare connection to a port of this machine, for what no client library does.
final class Probe: Sendable {
    private let descriptor: Int32

    /// Connects; nil when nobody takes the call.
    ///
    /// - Parameter seconds: how long it waits for the other side; long, as most ask only once.
    init?(port: Int, seconds: Int = 60) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if outcome != 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Sends bytes as far as the other side takes them, and says whether it took all.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The status of the answer; nil when there is none.
    func status() -> Int? {
        var buffer = [UInt8](repeating: 0, count: 1 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 12 else { return nil }
        return Int(String(decoding: buffer[9..<12], as: UTF8.self))
    }

    /// Asks for a path and gives the status of the answer; whoever gets none soon asks again.
    static func status(port: Int, path: String) -> Int? {
        guard let probe = Probe(port: port, seconds: 2) else { return nil }
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        return probe.send(Array(request.utf8)) ? probe.status() : nil
    }

    /// The whole answer to a request without a body, until the other side closes.
    static func text(port: Int, path: String) -> String {
        guard let probe = Probe(port: port) else { return "" }
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard probe.send(Array(request.utf8)) else { return "" }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = recv(probe.descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
