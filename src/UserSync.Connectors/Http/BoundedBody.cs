namespace UserSync.Connectors.Http;

/// <summary>Reads a body up to a limit, so that no server can fill our memory.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body; null when it is longer than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
            return null;
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream body = new((int)(content.Headers.ContentLength ?? 0));
        byte[] buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > limit)
                return null;
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return body.ToArray();
    }
}
