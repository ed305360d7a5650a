-- Sends every piece of the body back as it comes.
return function(event, context)
  context:header("Content-Type", "application/octet-stream")
  for chunk in event:chunks() do
    context:write(chunk)
  end
end
