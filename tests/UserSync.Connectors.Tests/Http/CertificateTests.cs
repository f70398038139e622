using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Tests.Http;

public sealed class CertificateTests
{
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_a_remedy()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest wanted = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 own = wanted.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using HttpStub stub = new(_ => Task.FromResult(StubAnswer.Json("{}")), own);
        await using RemoteClient client = new(Given.Client(stub.Address));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(
            () => client.SendAsync(RemoteRequest.Get("x"), static _ => 0, TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("its certificate is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("not trusted on this machine", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("RemoteCertificate", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Remedy);
        Assert.Empty(stub.Requests);
    }
}
