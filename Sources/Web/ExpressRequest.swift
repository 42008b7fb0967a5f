// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// A request that the short road takes, by its head.
struct ExpressRequest {
    /// The doors to which the short road leads.
    enum Door {
        /// `POST /events`.
        case events
        /// `POST /poll`, of the caller's own mailbox.
        case poll
    }

    let door: Door
    let authorization: String?
    let length: Int

    /// Nil for whatever is unusual: the other road has the answer.
    init?(_ head: HTTPRequestHead, limits: WebLimits) {
        guard head.method == .POST, head.version == .http1_1, let door = Door(head.uri) else {
            return nil
        }
        var authorization: String?
        var length: Int?
        var type: String?
        for (name, value) in head.headers {
            switch name.lowercased() {
            case "authorization":
                guard authorization == nil else { return nil }
                authorization = value
            case "content-type":
                guard type == nil else { return nil }
                type = value
            case "content-length": length = Int(value)
            case "prefer", "expect", "transfer-encoding", "content-encoding", "connection":
                return nil
            default: break
            }
        }
        guard type == door.mediaType, let length,
            (1...door.limit(limits)).contains(length)
        else { return nil }
        self.door = door
        self.authorization = authorization
        self.length = length
    }
}

extension ExpressRequest.Door {
    fileprivate init?(_ uri: String) {
        switch uri {
        case "/events": self = .events
        case "/poll": self = .poll
        default: return nil
        }
    }

    fileprivate var mediaType: String {
        switch self {
        case .events: EventsDoor.mediaType
        case .poll: PollDoor.mediaType
        }
    }

    fileprivate func limit(_ limits: WebLimits) -> Int {
        switch self {
        case .events: limits.eventBytes
        case .poll: limits.pollBytes
        }
    }
}
