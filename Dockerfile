# One image for the web page, the API and the workers: `docker build .`; the command says which.
FROM python:3.11-slim-bookworm

RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends \
      tesseract-ocr tesseract-ocr-vie tesseract-ocr-ind tesseract-ocr-nor tesseract-ocr-rus tesseract-ocr-eng tesseract-ocr-osd \
      libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-liberation2 fonts-croscore \
      libarchive-tools 7zip \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY pyproject.toml README.md LICENSE ./
COPY vanthu vanthu/
COPY ingest ingest/
COPY extract extract/
COPY search_api search_api/
COPY workers workers/
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
 && useradd --uid 10001 --create-home vanthu \
 && install -d -o vanthu -g vanthu /data

USER vanthu
ENV VANTHU_HOME=/data OMP_THREAD_LIMIT=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8470
ENTRYPOINT ["vanthu"]
CMD ["serve", "--host", "0.0.0.0"]
