// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One kept-alive HTTP/1.1 connection over loopback, blocking: as little of a client as will do, so
/// that the machine is the daemon's.
final class Connection {
    /// The socket, for who waits on several at once.
    let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var held: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, length)
            }
        }
        guard connected == 0 else { throw BenchFailure.connection("refused on port \(port)") }
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends a request and waits for its answer.
    func exchange(_ request: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        try send(request)
        while true {
            try receive()
            if let answer = try answer() { return answer }
        }
    }

    /// The answer that was received, once it is whole.
    func answer() throws -> (status: Int, body: [UInt8])? {
        guard let end = held.endOfHead else { return nil }
        let head = String(decoding: held[..<end], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw BenchFailure.answer(head) }
        let length =
            lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
        let bodyStart = end + 4
        guard held.count >= bodyStart + length else { return nil }
        let body = Array(held[bodyStart..<bodyStart + length])
        held.removeFirst(bodyStart + length)
        return (status, body)
    }

    /// Sends a request.
    func send(_ request: [UInt8]) throws {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress?.advanced(by: sent), request.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BenchFailure.connection("closed while sending") }
            sent += count
        }
    }

    /// Receives what has come, or waits until something comes.
    func receive() throws {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchFailure.connection("closed while receiving") }
        held += buffer[..<count]
    }
}

extension [UInt8] {
    /// Where the empty line begins that ends a head.
    fileprivate var endOfHead: Int? {
        guard count >= 4 else { return nil }
        for position in 0...(count - 4)
        where self[position] == 13 && self[position + 1] == 10 && self[position + 2] == 13
            && self[position + 3] == 10
        { return position }
        return nil
    }
}
