// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing
import Web

@testable import Daemon

@Suite(.serialized) struct `A socket that systemd passes` {
    private let desk: Desk
    private let places: Configuration.Places

    init() throws {
        desk = try Desk()
        places = try desk.read().places
    }

    /// A listening socket on a free port; the caller closes it.
    private func listening(_ host: String = "127.0.0.1") throws -> (Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, host, &address.sin_addr)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, 1) == 0,
            case .tcp(_, let port)? = ListenAddress(boundBy: descriptor)
        else { throw FileFault(host, errno) }
        return (descriptor, port)
    }

    private func inherited(_ changes: [String: String]) throws -> InheritedSockets {
        let environment = ["LISTEN_PID": "7", "LISTEN_FDS": "0"].merging(changes) { _, new in new }
        return try InheritedSockets(environment: environment, process: 7)
    }

    @Test func `for another process is left alone`() throws {
        let sockets = try inherited(["LISTEN_PID": "8", "LISTEN_FDS": "1"])
        #expect(
            sockets.places(.agencies, else: places.agencies) == [.address(places.agencies)])
    }

    @Test func `needs a name that says who calls there`() throws {
        #expect(throws: InheritedSocketFault.unknownName("baton.socket")) {
            try inherited(["LISTEN_FDS": "1", "LISTEN_FDNAMES": "baton.socket"])
        }
        #expect(throws: InheritedSocketFault.unknownName("")) {
            try inherited(["LISTEN_FDS": "1"])
        }
    }

    @Test(arguments: ["65", "-1", "x"]) func `is one of at most 64`(_ count: String) throws {
        #expect(throws: InheritedSocketFault.tooMany(count)) {
            try inherited(["LISTEN_FDS": count])
        }
    }

    @Test func `knows the address that it is bound to`() throws {
        let (descriptor, port) = try listening()
        defer { close(descriptor) }
        #expect(ListenAddress(boundBy: descriptor) == .tcp(host: "127.0.0.1", port: port))
        let unix = try NotifySocket("\(desk.path)/socket")
        #expect(unix.address == .unix(path: "\(desk.path)/socket"))
        #expect(ListenAddress(boundBy: -1) == nil)
    }

    @Test func `is not for other machines, unless a proxy stands before it`() throws {
        let open = ListenAddress.tcp(host: "0.0.0.0", port: 443)
        let sockets = InheritedSockets([.agencies: [.inherited(3, at: open)]])
        #expect(throws: InheritedSocketFault.exposed(.agencies, open)) {
            try sockets.check(against: places)
        }
        let proxied = try desk.read(
            ("management: 127.0.0.1:8471", "management: 127.0.0.1:8471\nbehind_proxy: true"))
        try sockets.check(against: proxied.places)
        #expect(throws: InheritedSocketFault.exposed(.management, open)) {
            try InheritedSockets([.management: [.inherited(3, at: open)]])
                .check(against: proxied.places)
        }
    }

    @Test func `is told when the configuration names another address`() throws {
        let other = ListenAddress.tcp(host: "127.0.0.1", port: 443)
        let sockets = InheritedSockets([
            .agencies: [.inherited(3, at: other)],
            .management: [.inherited(4, at: places.management)],
        ])
        #expect(
            sockets.differences(from: places) == [
                "systemd listens for agencies at 127.0.0.1:443, the configuration names "
                    + "127.0.0.1:8470: write the same address in both"
            ])
    }
}
