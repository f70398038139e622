using UserSync.Connectors.Http;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>Ready-made parts for tests.</summary>
internal static class Given
{
    /// <summary>The request timeout of all tests; a fake clock tells it from pauses by its length.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(77);

    public static HttpSettings Http => new() { Timeout = Timeout, Parallel = 4 };

    /// <summary>A clock that skips the pauses between repetitions and nothing else.</summary>
    public static FakeTime SkippingClock() => new() { Skips = due => due != Timeout, Passes = due => due == LockPause };

    private static TimeSpan LockPause => TimeSpan.FromMilliseconds(100);

    public static ConnectorContext Context(TimeProvider? time = null, Action<HttpTrace>? trace = null) =>
        new(time ?? SkippingClock()) { Random = () => 0.5, Trace = trace, TraceBodies = trace is not null, Profile = "test" };

    public static EndSettings Site(Uri url) => new() { Kind = "wordpress", Key = "shop", Url = url, Http = Http };

    public static RemoteClientOptions Client(Uri address, TimeProvider? time = null) =>
        new() { Side = Side.Crm, BaseAddress = address, Settings = Http, Context = Context(time) };
}
