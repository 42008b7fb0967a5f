// SPDX-License-Identifier: Apache-2.0

import Glibc
import Web

/// One request to the management listener of a daemon that runs, and its answer as it comes.
///
/// HTTP/1.1 with `Connection: close` over a blocking socket: a command has nothing else to do.
struct ManagementCall {
    /// Why there is no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        var exit = Program.Exit.unavailable
    }

    /// The status of the answer.
    let status: Int
    private let socket: Socket
    private var rest: [UInt8]
    private let isChunked: Bool

    /// Asks, and reads the head of the answer.
    init(_ method: String, _ path: String, at address: ListenAddress) throws(Failure) {
        socket = try Socket(address)
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: management\r\nContent-Length: 0\r\n"
            + "Connection: close\r\n\r\n"
        do throws(FileFault) {
            try LocalFile.write(Array(request.utf8), to: socket.descriptor, named: "\(address)")
        } catch { throw Failure(description: "\(error)") }
        var head: [UInt8] = []
        var end: Int?
        while end == nil {
            let block = try socket.read()
            guard !block.isEmpty, head.count < 64 << 10 else {
                throw Failure(description: "\(address) gave no answer of HTTP")
            }
            head += block
            end = head.indices.first { head[$0...].starts(with: Array("\r\n\r\n".utf8)) }
        }
        let text = String(decoding: head[..<(end ?? 0)], as: UTF8.self)
        status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        isChunked = text.lowercased().contains("transfer-encoding: chunked")
        rest = Array(head[((end ?? 0) + 4)...])
    }

    /// The next bytes of the body; none at its end.
    mutating func next() throws(Failure) -> [UInt8] {
        guard isChunked else {
            if rest.isEmpty { return try socket.read() }
            defer { rest = [] }
            return rest
        }
        let line = try line()
        let size = Int(line.split(separator: ";").first.map(String.init) ?? "", radix: 16)
        guard let size else { throw Failure(description: "the answer was cut short") }
        let body = try take(size)
        _ = try take(2)
        return body
    }

    /// That the daemon says something other than what it was asked for, and what it says.
    ///
    /// 503 is that it cannot now: it has no room, or is busy.
    mutating func refusal() throws(Failure) -> Failure {
        let text = try text()
        return Failure(
            description: "the daemon answers \(status): \(text)",
            exit: status == 503 ? .tryLater : .unavailable)
    }

    /// The whole body as text.
    mutating func text() throws(Failure) -> String {
        var body: [UInt8] = []
        while true {
            let block = try next()
            guard !block.isEmpty else { return String(decoding: body, as: UTF8.self) }
            body += block
        }
    }

    private mutating func line() throws(Failure) -> String {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                return line.filter { $0 != "\r" && $0 != "\r\n" }
            }
            try more()
        }
    }

    private mutating func take(_ count: Int) throws(Failure) -> [UInt8] {
        while rest.count < count { try more() }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }

    private mutating func more() throws(Failure) {
        let block = try socket.read()
        guard !block.isEmpty else { throw Failure(description: "the answer was cut short") }
        rest += block
    }
}

/// A connection, closed when nobody holds it any more.
private final class Socket {
    let descriptor: Int32

    init(_ address: ListenAddress) throws(ManagementCall.Failure) {
        var found: UnsafeMutablePointer<addrinfo>?
        switch address {
        case .tcp(let host, let port):
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = found else {
                throw .init(description: "\(address) cannot be found")
            }
            defer { freeaddrinfo(found) }
            descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype, 0)
            guard connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
                throw .init(description: "\(address): \(String(cString: strerror(errno)))")
            }
        case .unix(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard var name = sockaddr_un(naming: path) else {
                throw .init(description: "\(path) is too long for a socket")
            }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            // The C library takes the address by pointer; it does not outlive the call.
            let outcome = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, size)
                }
            }
            guard outcome == 0 else {
                throw .init(description: "\(address): \(String(cString: strerror(errno)))")
            }
        }
    }

    deinit { close(descriptor) }

    func read() throws(ManagementCall.Failure) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .init(description: String(cString: strerror(errno))) }
            return Array(block.prefix(count))
        }
    }
}

extension sockaddr_un {
    /// The address of a Unix socket; nil when its path is too long for one.
    init?(naming path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}
